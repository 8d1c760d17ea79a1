"""The commands that look after the bot and its data folder: whether all is well, and what to do when it is not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import show
from bot.cli_common import DEFAULT_CONFIG, ConfigOption, JsonOption, make_console, print_json, tell
from bot.errors import TitipError

app = typer.Typer()


@app.command()
def verify(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Mencocokkan seluruh isi folder data: berkas, jurnal bersegel, buku besar, surel ditahan (status 0 atau 1)."""
    from bot.cases import open_data
    from bot.config import load_config
    from bot.verifying import verify_folder

    office = load_config(config)
    count = 0
    for problem in verify_folder(open_data(office, config.name), office.office.zone):
        count += 1
        if as_json:
            print_json(show.problem_json(problem, "error"))
        else:
            tell(str(problem))
    if not as_json:
        tell(f"{count} masalah." if count else "Folder data: tidak ada masalah.", "red" if count else "green")
    raise typer.Exit(1 if count else 0)


@app.command()
def status(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Apakah semua beres: putaran dan login terakhir, surat tertunda, alarm (status 0 beres, 1 alarm, 2 bot mati)."""
    from bot.config import load_config
    from bot.watching import exit_status, load_status, status_json

    office, now = load_config(config), datetime.now(UTC)
    found = load_status(office.data_folder)
    code = exit_status(found, office.watch, now)
    if as_json:
        print_json(status_json(found, code))
    else:
        from bot.status_sheet import print_status

        print_status(make_console(), found, code, office.office.zone, now)
    raise typer.Exit(code)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Berkas cadangan, misalnya titip-2026-11-24.tar.gz.")],
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Mencadangkan seluruh folder data ke satu berkas, juga selagi bot bekerja."""
    from bot.backup import write_backup
    from bot.cases import open_data
    from bot.config import load_config

    count = write_backup(open_data(load_config(config), config.name), file)
    tell(
        f"{file}: {count} berkas, termasuk rahasia kode surat. Simpan di tempat yang hanya dapat dibaca petugas."
    )


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="Berkas cadangan.")],
    folder: Annotated[Path, typer.Argument(help="Folder data yang baru atau kosong.")],
) -> None:
    """Memulihkan cadangan ke folder kosong, lalu memeriksanya (status 0 atau 1)."""
    from bot.backup import restore_backup
    from bot.verifying import verify_folder

    count = restore_backup(file, folder)
    problems = list(verify_folder(folder))
    for problem in problems:
        tell(str(problem), "red")
    tell(f"{folder}: {count} berkas dipulihkan, {len(problems) or 'tidak ada'} masalah.")
    raise typer.Exit(1 if problems else 0)


@app.command()
def forget(
    address: Annotated[str, typer.Argument(help="Alamat surel orang yang datanya dihapus.")],
    config: ConfigOption = DEFAULT_CONFIG,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Hanya menyebut apa yang akan dihapus.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Menghapus surel, lampiran, dan data orang ini dari berkas yang sudah selesai; yang berjalan dibiarkan."""
    from bot.cases import open_data
    from bot.config import load_config
    from bot.edges.requests import Request, make_id, save_request
    from bot.edges.store import Store
    from bot.forget_sheet import traces_json, traces_lines
    from bot.retention import find_traces

    if "@" not in address:
        raise TitipError(f"“{address}” bukan alamat surel")
    office, now = load_config(config), datetime.now(UTC)
    store = Store(open_data(office, config.name), office.office.zone)
    traces = find_traces(store, address)
    asked = not dry_run and bool(traces.archived or any(one.erasable for one in traces.cases))
    if asked:
        save_request(store.root, Request(make_id(now), now, "forget", address=address.strip().lower()))
    if as_json:
        print_json({**traces_json(traces), "asked": asked})
        return
    for line in traces_lines(traces):
        tell(line)
    if asked:
        tell("Penghapusan dikerjakan bot pada putaran berikutnya (bila bot tidak berjalan: `titip once`).")
