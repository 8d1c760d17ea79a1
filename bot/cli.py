"""The command line. Human by default, `--json` where a machine may read; a fault is one clear sentence."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import __version__, show
from bot.cli_common import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    make_console,
    print_json,
    tell,
    tell_error,
)
from bot.cli_held import app as held_app
from bot.cli_watch import app as watch_app
from bot.edges.disk import describe_illness
from bot.errors import AdminError, AlreadyRunning, Problem, TitipError
from bot.private_log import start_log
from bot.texts import explain_os

if TYPE_CHECKING:
    from bot.trying import Trial

app = typer.Typer(
    name="titip", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="Titip menjalankan SOP Penitipan dan Pengembalian Server lewat surel.",
)  # fmt: skip
app.add_typer(watch_app)
app.add_typer(held_app)
STOPPED = 130  # exit status after Ctrl-C, as shells have it


def main() -> None:
    """The entry point: every error of ours ends as one sentence per problem on stderr, exit status 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal that can't show a letter shows its number
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except AdminError as error:
        for problem in error.problems:
            tell_error(str(problem))
        sys.exit(1)
    except (TitipError, OSError) as error:
        tell_error(explain_os_error(error) if isinstance(error, OSError) else str(error))
        sys.exit(2 if isinstance(error, AlreadyRunning) else 1)
    except KeyboardInterrupt:
        sys.exit(STOPPED)


def explain_os_error(error: OSError) -> str:
    """ "folder/x: tidak ada izin"."""
    if illness := describe_illness(error):
        return illness
    return ": ".join(filter(None, (str(error.filename or ""), explain_os(error))))


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version", help="Tampilkan versi.")] = False) -> None:
    if version:
        typer.echo(f"titip {__version__}")
        raise typer.Exit


@app.command()
def run(
    config: ConfigOption = DEFAULT_CONFIG,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Catatan lebih rinci; dapat memuat isi surel.")
    ] = False,
) -> None:
    """Menjalankan bot sampai dihentikan (SIGTERM atau Ctrl-C)."""
    from bot.app import opened, stop_on_signals

    start_log(verbose)
    with opened(config) as bot:
        bot.runner.told = bot.log_taken
        stop_on_signals(bot)
        logging.getLogger("titip").info("bot mulai bekerja, versi %s", __version__)
        bot.run()
        logging.getLogger("titip").info("bot berhenti")


@app.command()
def once(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Satu putaran: baca kotak surat, kerjakan, kirim surat yang jatuh tempo (status 1 bila tidak terkirim)."""
    from bot.app import opened, stop_on_signals

    start_log(False)
    with opened(config) as bot:
        bot.runner.told = bot.log_taken
        stop_on_signals(bot)
        taken = bot.poll()
        for job in (bot.remind, bot.take_stock, bot.erase_due):
            if not bot.stop.is_set():
                job()
        unsent = bot.outbox.find_unsent()
        if as_json:
            print_json({**show.taken_json(taken), "unsent": len(unsent)})
        else:
            tell(show.taken_line(taken))
        if bot.stop.is_set():
            raise typer.Exit(STOPPED)
        if unsent:
            raise TitipError(show.unsent_line(unsent, bot.outbox.trouble))


@app.command()
def check(
    config: ConfigOption = DEFAULT_CONFIG,
    connect: Annotated[bool, typer.Option("--connect", help="Coba juga hubungi kedua server surat.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Memeriksa konfigurasi, aturan, dan templat; semua masalah disebut sekaligus (status 0 atau 1)."""
    from bot.checking import check_all, find_warnings, try_servers

    problems = check_all(config)
    if connect and not problems:
        problems = try_servers(config)
    warnings = () if problems else find_warnings(config, datetime.now(UTC))
    if as_json:
        for level, found in (("error", problems), ("warning", warnings)):
            for one in found:
                print_json(show.problem_json(one, level))
        raise typer.Exit(1 if problems else 0)
    if problems:
        raise AdminError(problems)
    for warning in warnings:
        tell(f"peringatan: {warning}", "yellow")
    tell("Konfigurasi, aturan, dan templat: tidak ada masalah.", "green")


@app.command("try")
def try_(
    files: Annotated[list[Path], typer.Argument(help="Berkas .eml, atau folder bila memakai --labels.")],
    process: Annotated[str | None, typer.Option("--process", help="Prosedur, misalnya penitipan.")] = None,
    step: Annotated[str | None, typer.Option("--step", help="Langkah tempat berkas menunggu.")] = None,
    role: Annotated[str | None, typer.Option("--role", help="Peran penulis surel.")] = None,
    labels: Annotated[
        Path | None, typer.Option("--labels", help="labels.jsonl untuk menilai satu folder.")
    ] = None,
    config: Annotated[
        Path | None, typer.Option("--config", "-c", help="Bawaan: aturan dan peran contoh.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Memperlihatkan bagaimana bot membaca suatu surel, tanpa mengubah apa pun."""
    from bot import tables
    from bot.trying import Asked, find_unknown, load_trial

    trial, asked = load_trial(config), Asked(process, step, role)
    if problems := find_unknown(trial.rules, asked):
        raise AdminError(problems)
    if labels is not None:
        _judge(trial, labels, files, as_json)
        return
    for path in files:
        view = trial.try_file(path, asked)
        if as_json:
            print_json(view)
        else:
            tables.print_view(make_console(), view)
    absent = tuple(path for path in files if not path.is_file())
    if absent:
        remedy = "sebut berkas .eml; untuk satu folder pakai --labels"
        raise AdminError(tuple(Problem(str(path), "", "bukan berkas yang ada", remedy) for path in absent))


def _judge(trial: Trial, labels: Path, folders: list[Path], as_json: bool) -> None:
    """Raises AdminError for labels or a folder that can't be used."""
    from bot.labelled import judge_folder

    if len(folders) != 1:
        raise AdminError((Problem("--labels", "", "hanya untuk satu folder", "sebut satu folder saja"),))
    judged = judge_folder(trial, labels, folders[0])
    if as_json:
        print_json(show.judged_json(judged))
    else:
        from bot.tables import print_judged

        print_judged(make_console(), judged)


@app.command()
def cases(
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
    closed: Annotated[bool, typer.Option("--all", help="Termasuk yang sudah selesai.")] = False,
) -> None:
    """Daftar berkas: nomor, OPD, langkah, siapa yang ditunggu, sejak kapan."""
    from bot.cases import load_rows

    rows = load_rows(config, closed)
    if as_json:
        print_json([row.json() for row in rows])
    else:
        from bot.tables import print_cases

        print_cases(make_console(), rows)


@app.command()
def case(
    ref: Annotated[list[str], typer.Argument(help="Nomor berkas, misalnya TTP-2026-0001.")],
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Satu berkas: garis waktu, surat-menyurat, dan isi foldernya."""
    from bot.cases import load_case, load_sheet

    if as_json:
        print_json(load_case(config, " ".join(ref)))
    else:
        from bot.tables import print_case

        print_case(make_console(), load_sheet(config, " ".join(ref)))


@app.command()
def inventory(
    config: ConfigOption = DEFAULT_CONFIG,
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", help="Tulis sebagai lembar kerja ke berkas ini.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Daftar server yang dititipkan saat ini."""
    from bot.reports import load_inventory

    rows, workbook = load_inventory(config)
    if xlsx is not None:
        xlsx.write_bytes(workbook())
    if as_json:
        print_json(rows)
    else:
        from bot.tables import print_inventory

        print_inventory(make_console(), rows)


@app.command()
def digest(
    month: Annotated[str, typer.Option("--month", help="Bulan, misalnya 2026-10.")],
    out: Annotated[Path, typer.Option("--out", help="Folder hasil.")] = Path(),
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Membuat rekap satu bulan sebagai berkas; tidak ada surat yang dikirim."""
    from bot.reports import write_digest

    for path in write_digest(config, month, out):
        tell(str(path))


@app.command()
def secret(
    config: ConfigOption = DEFAULT_CONFIG,
    rotate: Annotated[
        bool, typer.Option("--rotate", help="Ganti; surat yang sudah terkirim tetap dapat dijawab.")
    ] = False,
    forget: Annotated[
        bool,
        typer.Option("--forget", help="Buang rahasia lama; jawaban atas suratnya akan dikonfirmasi dahulu."),
    ] = False,
) -> None:
    """Rahasia kode surat: melihat, mengganti, dan membuang yang lama. Berlaku sesudah bot dinyalakan kembali."""
    from bot.config import load_config
    from bot.edges.secret import forget_secrets, load_secret, rotate_secret

    folder = load_config(config).data_folder
    dropped = forget_secrets(folder) if forget else 0
    old = rotate_secret(folder) if rotate else len(load_secret(folder)) - 1
    if rotate:
        tell("Rahasia diganti; nyalakan kembali bot.")
    if forget:
        tell(f"Rahasia lama yang dibuang: {dropped}.")
    tell(f"Rahasia lama yang masih diterima: {old}.")


@app.command()
def demo(
    play: Annotated[
        bool, typer.Option("--play", help="Biarkan server menyala agar bisa dicoba sendiri.")
    ] = False,
    out: Annotated[Path | None, typer.Option("--out", help="Folder hasil; bawaan: demo-out/<waktu>.")] = None,
    config: Annotated[
        Path | None, typer.Option("--config", help="Peragakan aturan dan templat konfigurasi ini.")
    ] = None,
) -> None:
    """Memperagakan penitipan, inventaris, dan pengembalian pada server surat tertanam."""
    try:
        from bot.demo.play import run_demo
    except ImportError as error:
        raise TitipError(
            f"demo memerlukan paket tambahan: pip install 'titip[demo]' ({error.name})"
        ) from error
    from bot.config import load_config

    raise typer.Exit(run_demo(make_console(), play, out, office=load_config(config) if config else None))
