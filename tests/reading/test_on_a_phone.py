"""What people of an office type on a phone: not this one, not mine to approve, the mail that came, half a success."""

from __future__ import annotations

import pytest

from bot.model import Place, Reading, Visible
from tests.reading.saying import message, outcome, say, shipped

NONE = "tidak-jelas"


def say_return(step: str, role: str, text: str) -> Reading:
    return shipped().read(message(), Visible(text), None, Place("pengembalian", step, role))


NOT_THIS_ONE = [
    ("disposisi-kadis", "kadis", "Setuju, tapi bukan untuk yang ini", NONE),
    ("disposisi-kadis", "kadis", "acc, tp yg ini jgn dulu", NONE),
    ("disposisi-kadis", "kadis", "lanjut tapi jangan yang ini", NONE),
    ("disposisi-kadis", "kadis", "Setuju. Yang ini belum.", NONE),
    ("disposisi-kadis", "kadis", "acc bukan yang ini pak", NONE),
    ("disposisi-kadis", "kadis", "Setuju, tetapi tidak untuk permohonan ini", NONE),
    ("disposisi-kabid", "kabid", "teruskan, tapi surat yang ini nanti dulu", NONE),
    ("tempat", "kasi", "Tersedia Selasa jam 9, tapi bukan untuk yang ini", NONE),
    ("uji-akses", "pemohon", "Dishub: sudah bisa, tapi bukan yang ini", NONE),
    ("penyerahan", "teknisi", "sudah diterima, tapi yang ini belum", NONE),
    ("disposisi-kabid", "kabid", "yg ini tdk saya teruskan, rak nya penuh", "tolak"),
    ("disposisi-kadis", "kadis", "yang ini belum bisa, saya tolak dulu karena suratnya kurang", "tolak"),
    ("tempat", "kasi", "penuh pak, yang ini tidak bisa", "penuh"),
    ("disposisi-kadis", "kadis", "yang ini setuju, yang lain jangan dulu", "disposisi"),
    ("disposisi-kadis", "kadis", "Yang ini jangan ditolak", "disposisi"),
    ("disposisi-kadis", "kadis", "Yang ini tidak masalah, lanjutkan", "disposisi"),
    ("disposisi-kadis", "kadis", "setuju yang ini", "disposisi"),
    ("disposisi-kadis", "kadis", "Yang ini saya setujui, jangan sampai telat", "disposisi"),
    ("disposisi-kabid", "kabid", "ini tidak perlu ke saya lagi, teruskan saja", "teruskan"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "role", "text", "expected"), NOT_THIS_ONE)
def test_a_yes_that_is_not_for_this_one(step: str, role: str, text: str, expected: str) -> None:
    assert outcome(say(step, role, text)) == expected


ASKED_BY_OTHERS = [
    ("disposisi-kadis", "kadis", "Permohonan ini minta disetujui", NONE),
    ("disposisi-kadis", "kadis", "surat itu minta segera diproses", NONE),
    ("disposisi-kadis", "kadis", "permohonannya minta dilanjutkan", NONE),
    ("disposisi-kabid", "kabid", "Pemohon yang ini minta diteruskan", NONE),
    ("disposisi-kadis", "kadis", "Untuk permohonan ini minta ditindaklanjuti", "disposisi"),
    ("disposisi-kadis", "kadis", "Terkait surat ini saya minta diproses", "disposisi"),
    ("disposisi-kadis", "kadis", "Mas, minta segera diproses", "disposisi"),
    ("disposisi-kadis", "kadis", "Surat ini mohon ditindaklanjuti", "disposisi"),
]


@pytest.mark.parametrize(("step", "role", "text", "expected"), ASKED_BY_OTHERS)
def test_what_a_letter_asks_for_is_no_approval(step: str, role: str, text: str, expected: str) -> None:
    assert outcome(say(step, role, text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "surat diterima Senin jam 9",
        "Suratnya sudah kami terima pada hari Senin jam 9",
        "surat masuk selasa jam 9",
        "Senin jam 9 suratnya baru masuk",
        "permohonannya dikirim Senin jam 9",
        "emailnya sampai Senin pukul 09.00",
    ],
)
def test_when_a_mail_came_is_no_appointment(text: str) -> None:
    read = say_return("jadwal", "kasi", text)
    assert (read.outcome, "waktu" in read.fields) == (None, False)
    assert "waktu" not in say("tempat", "kasi", f"Tersedia. {text}").fields


@pytest.mark.parametrize(
    "text",
    [
        "Surat sudah kami terima. Senin jam 9",
        "surat kami terima, silakan diambil Senin jam 9",
        "Dijadwalkan Senin jam 9, bawa surat tugas",
        "Senin jam 9 sampai jam 11 bawa surat tugas",
    ],
)
def test_a_mail_that_came_beside_an_appointment(text: str) -> None:
    read = say_return("jadwal", "kasi", text)
    assert (read.outcome, read.fields.get("waktu")) == ("dijadwalkan", ["2026-11-30T09:00:00+07:00"])


@pytest.mark.parametrize(
    "text",
    [
        "Selasa jam 9? atau terserah",
        "Selasa jam 9 atau terserah pemohon",
        "Dijadwalkan Selasa jam 9, terserah sih",
        "Silakan diambil Selasa jam 9 atau kapan saja",
        "Selasa jam 9 bisa, atau hari lain",
    ],
)
def test_a_time_that_is_left_open_is_no_appointment(text: str) -> None:
    assert "waktu" not in say_return("jadwal", "kasi", text).fields


SLOW = [
    ("Dishub: Sudah bisa, tapi lambat", NONE),
    ("Dishub: sdh bs diakses cuma agak lemot", NONE),
    ("Dinas Sosial. bisa sih pak tapi lelet bgt", NONE),
    ("Dishub: bisa dibuka tetapi loadingnya lama", NONE),
    ("Dishub: sudah bisa diakses walau masih lambat", NONE),
    ("Dishub: sudah bisa diakses. Lambat sekali ya", NONE),
    ("Dishub: sudah bisa, hanya kadang putus nyambung", "belum-bisa"),
    ("Dishub: sudah bisa, tapi tampilannya berantakan", NONE),
    ("Dishub: sudah bisa diakses, tidak lambat", "bisa-diakses"),
    ("Dishub: sudah bisa diakses, lambatnya sudah hilang", "bisa-diakses"),
    ("Dishub: kemarin lambat, sekarang sudah lancar", "bisa-diakses"),
    ("Dishub: sudah bisa diakses meski tadi sempat lambat", "bisa-diakses"),
    ("Dishub: sudah bisa diakses, maaf terlambat membalas", "bisa-diakses"),
    ("Dishub: sudah bisa diakses, cepat sekali", "bisa-diakses"),
    ("Dishub: sudah bisa diakses, tapi passwordnya belum kami ganti", "bisa-diakses"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SLOW)
def test_access_with_a_complaint_is_asked_back(text: str, expected: str) -> None:
    assert outcome(say("uji-akses", "pemohon", text)) == expected


QUESTIONS = [
    ("penyerahan", "pemohon", "Siap, tapi parkirnya di mana ya?", True),
    ("penyerahan", "pemohon", "Baik pak, nanti lewat pintu mana?", True),
    ("penyerahan", "pemohon", "nanti ketemu siapa pak disana", True),
    ("penyerahan", "pemohon", "boleh diwakilkan gak ya", True),
    ("penyerahan", "pemohon", "perlu bawa kabel power sendiri gak", True),
    ("penyerahan", "pemohon", "apakah harus bawa surat tugas", True),
    ("uji-akses", "pemohon", "pak username passwordnya apa ya?", True),
    ("uji-akses", "pemohon", "Dishub: sudah bisa diakses dari luar kantor?", True),
    ("aktif", "pemohon", "pak backup datanya sama siapa ya", True),
    ("penyerahan", "pemohon", "Siap pak", False),
    ("penyerahan", "pemohon", "Oke pak?", False),
    ("penyerahan", "pemohon", "tidak apa apa pak", False),
    ("penyerahan", "pemohon", "apa adanya saja pak", False),
    ("penyerahan", "pemohon", "nanti saya kabari siapa saja yang ikut", False),
    ("penyerahan", "pemohon", "Apakah bisa diundur Rabu jam 9?", False),
    ("uji-akses", "pemohon", "Dishub: kok belum bisa dibuka ya?", False),
    ("uji-akses", "pemohon", "Dishub: web belum", False),
    ("penyerahan", "pemohon", "sudah sampai mana pak?", False),
]  # fmt: skip


@pytest.mark.parametrize(("step", "role", "text", "asks"), QUESTIONS)
def test_a_question_that_only_a_person_can_answer(step: str, role: str, text: str, asks: bool) -> None:
    assert say(step, role, text).asks == asks


RECEIPTS = [
    ("Sudah masuk. Yang mengantar Pak Budi S., saya Rina yang menerima. Dell R740 SN ABC1234, fisik mulus", "diterima"),
    ("barang sudah di ruang server", "diterima"),
    ("server udah nyampe mas", "diterima"),
    ("sdh kami terima pak", "diterima"),
    ("sudah tiba dan naik rak", "diterima"),
    ("wis mlebu rak, servere wis tekan", NONE),
    ("servernya sdh masuk barusan", "diterima"),
    ("surat sudah masuk", NONE),
    ("emailnya sdh masuk pak", NONE),
    ("belum masuk", NONE),
    ("blm smpe pak", NONE),
    ("kalau sudah masuk saya kabari", NONE),
    ("apakah servernya sudah sampai?", NONE),
    ("nanti kalo udah nyampe tak kabari", NONE),
    ("saya sudah sampai", NONE),
    ("kami sudah di ruang server", NONE),
    ("saya sudah masuk kerja hari ini", NONE),
    ("surat sudah sampai di meja pak kabid", NONE),
    ("katanya sudah sampai", NONE),
    ("sudah sampai mana pak", "status"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), RECEIPTS)
def test_the_technician_tells_that_it_came(text: str, expected: str) -> None:
    assert outcome(say("penyerahan", "teknisi", text)) == expected


PARTIES = [
    ("Yang mengantar Pak Budi S., saya Rina yang menerima", "Budi S", "Rina"),
    ("Pak Budi yang mengantar, saya Rina Contoh yang terima", "Budi", "Rina Contoh"),
    ("yg ngantar mas Budi, sy rina yg nerima", "Budi", "Rina"),
    ("Bu Siti yang menyerahkan dan saya yang menerima", "Siti", "Dimas Contoh"),
    ("saya sendiri yang menerima", None, "Dimas Contoh"),
    ("yg ngantar mbak Wulan Contoh BKD yg terima sy Yusuf Contoh", "Wulan Contoh BKD", "Yusuf Contoh"),
    ("yang mengantar Pak Budi yang menerima", "Budi", None),
    ("servernya diantar, belum tahu siapa yang menerima", None, None),
]


@pytest.mark.parametrize(("text", "giver", "taker"), PARTIES)
def test_who_is_named_before_what_he_did(text: str, giver: str | None, taker: str | None) -> None:
    found = say("penyerahan", "teknisi", f"Diterima. {text}", sender="Dimas Contoh").fields
    assert (found.get("diserahkan_oleh"), found.get("diterima_oleh")) == (giver, taker)


NOT_YET = [
    ("penyerahan", "teknisi", "barangnya belum sampai juga pak, saya tunggu", True),
    ("penyerahan", "teknisi", "blm datang pak", True),
    ("penyerahan", "teknisi", "belum ada yang datang", True),
    ("penyerahan", "teknisi", "sampai sekarang belum datang pak, saya tunggu di ruang server", True),
    ("penyerahan", "teknisi", "servernya blm sampe, msh ditunggu", True),
    ("penyerahan", "teknisi", "Belum diterima", True),
    ("konfigurasi", "teknisi", "belum selesai pak, masih dikerjakan", True),
    ("konfigurasi", "teknisi", "belum terhubung, kabel putus", False),
    ("penyerahan", "teknisi", "belum datang, tolong ditelpon pemohonnya", False),
    ("penyerahan", "teknisi", "belum diterima, pemohon tidak datang", False),
    ("penyerahan", "teknisi", "belum sampai pak, besok jam 9 saja", False),
    ("penyerahan", "teknisi", "belum datang pak, gimana ini?", False),
    ("penyerahan", "teknisi", "yang satu belum datang, yang satu rusak", False),
    ("penyerahan", "teknisi", "server belum lengkap", False),
    ("penyerahan", "teknisi", "Suratnya belum kami terima", False),
    ("penyerahan", "teknisi", "formulirnya belum ada pak", False),
    ("penyerahan", "teknisi", "sudah sampai tapi belum diterima", False),
    ("penyerahan", "teknisi", "Siap pak, server yang baru", False),
    ("penyerahan", "pemohon", "servernya belum sampai pak", False),
    ("uji-akses", "pemohon", "belum selesai kami coba", False),
    ("disposisi-kadis", "kadis", "belum sampai", False),
]  # fmt: skip


@pytest.mark.parametrize(("step", "role", "text", "polite"), NOT_YET)
def test_a_plain_remark_of_waiting_is_recorded(step: str, role: str, text: str, polite: bool) -> None:
    read = say(step, role, text)
    assert read.polite == polite
    assert read.outcome is None or not polite


SPOKEN = [
    ("disposisi-kadis", "kadis", "surat yang mana ini acc apa", NONE),
    ("disposisi-kadis", "kadis", "pak kabid gimana pendapatnya lanjut apa nggak", NONE),
    ("disposisi-kadis", "kadis", "diterima apa ditolak ya", NONE),
    ("disposisi-kadis", "kadis", "ini bukan saya yg nulis, tolong jangan diproses", NONE),
    ("disposisi-kadis", "kadis", "lanjut apa adanya saja", "disposisi"),
    ("disposisi-kabid", "kabid", "wis diteruske", "teruskan"),
    ("disposisi-kabid", "kabid", "mas kasi tlg disiapkan", "teruskan"),
    ("tempat", "kasi", "besok saya cek ya jam 9", NONE),
    ("tempat", "kasi", "ya bsk jam 9 sy lihat raknya", NONE),
    ("tempat", "kasi", "sudah saya cek bisa besok jam 9", "tersedia"),
    ("tempat", "kasi", "tempat ready, kamis jam 9", "tersedia"),
    ("tempat", "kasi", "siap, sudah saya siapkan tempatnya. kamis jam 10", "tersedia"),
    ("tempat", "kasi", "wis enek panggonane, sesuk jam 9", "tersedia"),
    ("tempat", "kasi", "tempatnya blm ready", NONE),
    ("penyerahan", "pemohon", "bisa gak kalau hari Rabu jam 9?", "jadwal-ulang"),
    ("penyerahan", "pemohon", "gak jadi besok, kamis aja jam 9", "jadwal-ulang"),
    ("uji-akses", "pemohon", "dinsos: bisanya cuma pagi", NONE),
    ("uji-akses", "pemohon", "dinsos: kadang bisa kadang nggak", NONE),
    ("uji-akses", "pemohon", "dinsos: sudah bisa tapi belum semua aplikasi", NONE),
    ("uji-akses", "pemohon", "dinsos: tadi bisa skrg ilang lagi", NONE),
    ("uji-akses", "pemohon", "dinsos: hrsnya sih bisa", NONE),
    ("uji-akses", "pemohon", "dinsos: mestinya sudah bisa diakses", NONE),
    ("uji-akses", "pemohon", "dinsos: tadi hilang, skrg sudah bisa", "bisa-diakses"),
    ("uji-akses", "pemohon", "dinsos: sudah bisa semua aplikasi", "bisa-diakses"),
    ("uji-akses", "pemohon", "dinsos: muter2 terus", "belum-bisa"),
    ("aktif", "pemohon", "masih kami pake pak", "masih"),
    ("aktif", "pemohon", "udah gak dipake pak", "diajukan"),
    ("aktif", "teknisi", "podo kabeh", "sesuai"),
    ("disposisi-kadis", "kadis", "yo tak acc", NONE),
    ("disposisi-kadis", "kadis", "tak setuju, karena surat belum ditandatangani", "tolak"),
    ("disposisi-kadis", "kadis", "tak disetujui karena dayanya kurang", "tolak"),
    ("disposisi-kadis", "kadis", "bukannya sudah penuh? lanjut gimana", NONE),
    ("disposisi-kadis", "kadis", "punya dishub saya setujui yang dinkes tidak", NONE),
    ("disposisi-kadis", "kadis", "bupati sudah acc", NONE),
    ("disposisi-kadis", "kadis", "kabid lanjutkan", "disposisi"),
    ("disposisi-kadis", "kadis", "bupati sudah acc, teruskan ke kabid", "disposisi"),
    ("disposisi-kabid", "kabid", "ini wewenang siapa, saya teruskan ke siapa", NONE),
    ("disposisi-kabid", "kabid", "pak kadis sudah setuju, lanjutkan", "teruskan"),
    ("tempat", "kasi", "senin jam 9 saya kosong", NONE),
    ("tempat", "kasi", "rak B kosong, senin jam 9", "tersedia"),
    ("tempat", "kasi", "tanya teknisi dulu ya, senin jam 9 saya kabari ada tidaknya", NONE),
    ("tempat", "kasi", "bisa, tp listriknya nunggu pln rabu jam 9", NONE),
    ("tempat", "kasi", "bisa rabu jam 9, tapi kami tunggu di pintu belakang", "tersedia"),
    ("uji-akses", "pemohon", "dinsos: yang lama bisa yang baru belum", NONE),
    ("uji-akses", "pemohon", "dinsos: sudah bisa dari sini tapi opd lain tidak", NONE),
    ("uji-akses", "pemohon", "dinsos: bisa 1 dari 2 server", NONE),
    ("uji-akses", "pemohon", "dinsos: bisa 2 dari 2 server", "bisa-diakses"),
    ("disposisi-kadis", "kadis", "tak teruske nang kabid", NONE),
    ("penyerahan", "pemohon", "pak batalin aja", "batal"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "role", "text", "expected"), SPOKEN)
def test_as_it_is_spoken(step: str, role: str, text: str, expected: str) -> None:
    read = say(step, role, text)
    assert (read.outcome or (NONE if read.kind == "reply" else read.process)) == expected


def test_a_no_with_no_reason_has_none() -> None:
    assert "alasan" not in say("disposisi-kadis", "kadis", "gak setuju blas").fields


def test_a_range_of_units_as_it_is_spoken() -> None:
    fields = say("tempat", "kasi", "ada mas rak b u 5 sampe 6, bsk jam 9an").fields
    assert (fields["rak"], fields["unit"]) == ("B", "5-6")


@pytest.mark.parametrize(
    ("text", "subject", "expected"),
    [
        ("10.10.5.21 masih rto mas", "Re: Konfigurasi server", NONE),
        ("pemohon minta 10.10.5.21", "Re: Konfigurasi server", NONE),
        ("yang diminta pemohon IP 10.10.5.21, menunggu izin kasi", "alamat server", NONE),
        ("IP 10.10.5.21", "Re: Konfigurasi server", "terhubung"),
        ("IP 10.10.5.21", "TERHUBUNG", "terhubung"),
        ("", "IP 10.10.5.21", "terhubung"),
    ],
)
def test_a_subject_makes_no_answer_of_what_the_body_doubts(text: str, subject: str, expected: str) -> None:
    assert outcome(say("konfigurasi", "teknisi", text, subject)) == expected


LIMITED = [
    ("uji-akses", "pemohon", "Dishub: bisa diakses sih tapi dari lan doang", NONE),
    ("uji-akses", "pemohon", "Dinas Perhubungan. Sudah bisa diakses tapi hanya dari jaringan kantor", NONE),
    ("uji-akses", "pemohon", "Dishub, bisa tapi cuma lewat wifi kantor", NONE),
    ("uji-akses", "pemohon", "Dishub: server bisa diakses tapi hanya lewat vpn", NONE),
    ("uji-akses", "pemohon", "Dishub sudah bisa diakses dari kantor saja", NONE),
    ("uji-akses", "pemohon", "Dinas Perhubungan: sudah bisa diakses dari kantor", "bisa-diakses"),
    ("uji-akses", "pemohon", "Dishub: sudah bisa diakses lewat kantor maupun dari rumah", "bisa-diakses"),
    ("uji-akses", "pemohon", "Dishub, sudah bisa dibuka di laptop saya, terima kasih", "bisa-diakses"),
    ("uji-akses", "pemohon", "Dishub sudah bisa, cuma tadi lupa balas", "bisa-diakses"),
    ("uji-akses", "pemohon", "Dishub: kami belum bisa ke kantor", NONE),
]


@pytest.mark.parametrize(("step", "role", "text", "expected"), LIMITED)
def test_access_from_one_place_alone_is_asked_about(step: str, role: str, text: str, expected: str) -> None:
    assert outcome(say(step, role, text)) == expected


OF_A_LETTER = [
    ("Surat permohonan server sudah masuk", NONE),
    ("surat server sudah masuk pak", NONE),
    ("permohonan server sudah masuk ke kami", NONE),
    ("formulir data server sudah masuk", NONE),
    ("server Dishub sudah masuk rak", "diterima"),
    ("formulir serah terima dan server sudah masuk", "diterima"),
]


@pytest.mark.parametrize(("text", "expected"), OF_A_LETTER)
def test_a_letter_about_a_server_is_no_server(text: str, expected: str) -> None:
    assert outcome(say("penyerahan", "teknisi", text)) == expected


ASKED_WHERE = [
    "Mohon info, permohonan kami sudah sampai mana ya?",
    "surat saya sudah sampai mana pak",
    "kami sudah sampai mana prosesnya?",
    "permohonan kami sudah sampai tahap mana ya",
    "sudah sampai di meja siapa surat kami?",
]


@pytest.mark.parametrize("text", ASKED_WHERE)
@pytest.mark.parametrize("step", ["daftar-tunggu", "penyerahan"])
def test_who_asks_how_far_it_is_gets_the_status(step: str, text: str) -> None:
    assert outcome(say(step, "pemohon", text)) == "status"


ARRIVED = [
    ("kami sudah sampai", NONE),
    ("saya sudah di ruang server", NONE),
    ("kami sudah masuk", NONE),
    ("saya sudah tiba di kantor", NONE),
    ("sudah sampai tahap konfigurasi pak", NONE),
    ("server kami sudah sampai", "diterima"),
    ("servernya kami sudah terima", "diterima"),
]


@pytest.mark.parametrize(("text", "expected"), ARRIVED)
def test_who_has_come_is_no_server(text: str, expected: str) -> None:
    assert outcome(say("penyerahan", "teknisi", text)) == expected
