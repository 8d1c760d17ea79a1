"""The shape of the two files of words, `rules/words.toml` and `rules/mail.toml`: each list that a reader asks for.

A list is named here and nowhere else in two places. One that no reader asks for, or that is not there, is refused:
a reader would silently know fewer words, and without its negators take "tidak disetujui" for consent.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StrictInt, StringConstraints, create_model

from bot.office_rules import WEEKDAYS, Rule

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Words = tuple[Word, ...]


def _table(lists: str = "", **others: Any) -> Any:
    """A table of word lists, by their names; `others` are its keys of another type."""
    kinds = {**dict.fromkeys(lists.split(), Words), **others}
    # a name is free inside a table ("1", "zona"): pydantic's own names never meet it
    fields: dict[str, Any] = {f"key_{name}": (kind, Field(alias=name)) for name, kind in kinds.items()}
    return create_model("Table", __base__=Rule, **fields)


ACKNOWLEDGING = ("terima_kasih", "ucapan", "puas", "terbaca")  # lists of `[sopan]`: these alone say nothing

WordsFile = _table(
    singkatan=dict[str, Word],
    ejaan=_table("bukan_salah_ketik"),
    sangkal=_table(
        "kata tunda dulu tembus hilang waktunya ada kurang cakupan ragu coba rusak tolakan taruh bentrok pulih paling"
        " penutup"
    ),
    frasa=_table("sisip"),
    kalimat=_table(
        "lawan selebihnya walau pisah tanya bukan_tanya tidak_kah apa_tidak mestinya tanya_sebab ekor andai"
        " harap semoga meminta perihal harap_bukan tujuan laporan sendiri nanti dahulu sejak dibanding"
        " satuan_waktu kelak lanjutan lampau kini sempat masih pulang tadinya begitu_juga"
    ),
    tunda=_table(
        "kata bukan bukan_kiri syarat andai andai_ringan pesan baru baru_saja setelah timbang pilihan kelak"
        " lainnya sebagian tak tak_tidak satunya ini berkas_ini ini_ringan mungkin silakan silakan_lain kepada"
        " pihak_lain pihak_sendiri pengganti pengganti_ini ralat gugur gugurkan sebelum bukan_ralat"
    ),
    pengakuan=_table("ya sekadar bukan isi"),
    diminta=_table("sebab jeda gejala lambat lewat setempat hanya mampu"),
    sopan=_table(
        "kata frasa frasa_isi sapaan selamat panggilan tanda_terima setuju puas terima_kasih ucapan menuntut"
        " diterima hal terbaca janji janji_luas janji_datang janji_ambil penantian isi_penantian pelaku isi_janji"
        " dijanjikan bukan_basa_basi dibaca kosong tertuju tujuan perihal lambang_setuju lambang_terima_kasih lambang"
    ),
    benda=_table("kita kertas tiba asal lain lain_kanan"),
    permohonan=_table(
        "benda minta iklan tanya_umum keterangan hendak bukan_titip arahan pejabat bukan_ambil bukan_batal"
        " yang_batal info undangan surat_dulu menanyakan terkirim sampai_mana mengajukan jadwalnya"
    ),
    hari=_table(" ".join(WEEKDAYS)),
    bulan=_table(" ".join(str(month) for month in range(1, 13))),
    waktu=_table(
        "jam tanggal setengah lewat kurang ralat seperempat pagi siang sore malam hari_ini hari_lagi minggu_lagi"
        " depan pekan sampai lama dari halangan baru kira layanan surat tiba pada terserah sembarang",
        relatif=dict[str, StrictInt], zona=dict[str, StrictInt], bilangan=dict[str, StrictInt],
    ),
    opd=_table(
        "kepala bertugas asal tujuan hal netral bukan sebelah sebelah_kanan tembusan ditembuskan daftar"
        " berkehendak",
        kantor_sendiri=Word, jabatan=dict[str, Word],
    ),
    surat=_table(
        "nomor perihal tanggal tujuan nomor_surat menyusul terlampir nama_surat nama_lain sifat lampiran alamat salam"
        " penutup pangkat pindaian"
    ),
    orang=_table(
        "gelar_depan gelar_belakang bukan_nama akhir_nama tunjuk lewati perkenalan rujuk pengantar menyerahkan"
        " menerima saya sendiri petugas telepon jabatan pembuka_jabatan"
    ),
    server_label=dict[str, Words],
    server=_table("merek keluarga seri akhir_merek putus sambung prosesor memori penyimpanan daya kondisi jenis"),
    barang=_table(
        "pergi tetap selain cukup dan semua semuanya sebagian bernama awalan_nama peruntukan bukan_nama kondisi"
        " urutan jumlah sama"
    ),
    rak=_table("kata semua unit penuh dijanjikan lama nomor"),
    kolom=_table("lama baru"),
    jaringan=_table("gateway bukan_ip bukan_kanan ralat mask pengelolaan ip lama perangkat_lain ganti diganti"),
)  # fmt: skip

MailFile = _table(
    quote=_table(
        "attribution_starts attribution_ends separators forwards forward_subjects reply_subjects from_labels"
        " sent_labels date_labels to_labels copy_labels subject_labels own_marks html_stubs"
    ),
    form=_table("signature_pair other_pair announced labels not_labels"),
    signature=_table("closings marks notes sentence_words"),
    device=_table("starts marks"),
    disclaimer=_table("starts marks lines"),
    autoreply=_table("subjects receipts texts absences robots robot_subjects robot_mailers"),
    bounce=_table("senders soft_senders subjects texts delayed returned"),
    newsletter=_table("texts"),
)
