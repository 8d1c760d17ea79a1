"""The commands that look after the bot and its data folder: whether all is well, and what to do when it is not."""

from __future__ import annotations

import typer

from bot import show
from bot.cli_common import DEFAULT_CONFIG, ConfigOption, JsonOption, print_json, tell

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
