"""Moving an archive between one machine and a cluster."""

from __future__ import annotations

import click

from webui.commands.common import Meter, emit, json_option, say

_LABELS = {"originals": "原件", "rows": "记录", "proof": "核对"}


@click.command("migrate-store")
@click.option(
    "--from",
    "from_",
    envvar="QIJUAN_MIGRATE_FROM",
    metavar="WHERE",
    help="来源: 资料库文件夹或数据库地址; 默认为当前设置。",
)
@click.option(
    "--from-blobs",
    envvar="QIJUAN_MIGRATE_FROM_BLOBS",
    metavar="WHERE",
    help="来源的原件: 文件夹或 s3:// 地址。",
)
@click.option(
    "--to",
    envvar="QIJUAN_MIGRATE_TO",
    required=True,
    metavar="WHERE",
    help="目标: 新文件夹或空数据库的地址。",
)
@click.option(
    "--to-blobs",
    envvar="QIJUAN_MIGRATE_TO_BLOBS",
    metavar="WHERE",
    help="目标的原件; 省略且目标是数据库时原件不动。",
)
@json_option
def migrate_store(
    from_: str | None, from_blobs: str | None, to: str, to_blobs: str | None, as_json: bool
) -> None:
    """把记录和原件迁到另一处, 逐一核对; 中断后重新运行即可继续。来源保持不变。"""
    from archive.domain.errors import Invalid
    from archive.settings import read_settings
    from archive.storage.moving import move
    from webui.homes import alone
    from webui.places import finish_home, make_home, must_exist, named, open_place

    settings = read_settings()
    source = named(settings, from_, from_blobs)
    target = named(source, to, to_blobs)
    rows, bytes_ = source.database_url != target.database_url, _originals(source) != _originals(target)
    if not rows:
        raise Invalid(to, code="same_place")
    must_exist(source)
    new_home = target.home.absolute() != source.home.absolute()
    meters = {name: Meter(label, 0, quiet=as_json) for name, label in _LABELS.items()}
    with alone(source.home), open_place(source) as here:
        if new_home:
            make_home(source.home, target.home)
        with open_place(target) as there:
            moved = move(here, there, lambda what, done, total: meters[what](done, total), with_bytes=bytes_)
        if new_home:
            finish_home(source.home, target.home)
    for meter in meters.values():
        meter.end()
    if as_json:
        emit(
            {
                "originals": moved.originals,
                "rows": moved.rows,
                "custody": {"entries": moved.entries, "head": moved.head},
                "originals_moved": bytes_,
                "already_there": moved.again,
            }
        )
        return
    say(f"已迁移并核对: 原件 {moved.originals} 个, 记录 {moved.rows} 条, 保管记录 {moved.entries} 条")
    say("检索库由处理进程自动重建, 也可运行 qijuan reindex。")
    say(
        "来源没有改动。请在所有机器上改好 QIJUAN_DATABASE、QIJUAN_BLOBS 或 QIJUAN_HOME, 再启动 serve 和 worker。"
    )


def _originals(settings: object) -> str:
    """Where originals are, in one way of writing."""
    from pathlib import Path

    from archive.settings import Settings

    assert isinstance(settings, Settings)
    if settings.blobs.startswith("s3:"):
        return settings.blobs
    return str(
        (Path(settings.blobs).expanduser() if settings.blobs else settings.home / "originals").absolute()
    )
