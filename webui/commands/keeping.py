"""Proving and preserving: verify, fsck, reindex, backup, restore."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from webui.commands.common import EXIT_REJECTED, Meter, emit, finish, json_option, open_office, say, tell

if TYPE_CHECKING:
    from archive.settings import Settings


@click.command()
@json_option
def verify(as_json: bool) -> None:
    """重新计算每个原件的哈希, 核对保管链。"""
    from webui import present

    with open_office() as office:
        meter = Meter("核对", 0, quiet=as_json)
        result = office.upkeep.verify(meter)
        meter.end()
    if as_json:
        emit(present.verification(result))
    else:
        for damage in result.damage:
            say(f"✗ {damage.code}  {damage.subject}")
        say(f"原件 {result.originals} 个, 保管记录 {result.entries} 条, 问题 {len(result.damage)} 处")
    if result.damage:
        finish(EXIT_REJECTED)


@click.command()
@click.option("--repair", is_flag=True, help="修复可以重建的部分。")
@json_option
def fsck(repair: bool, as_json: bool) -> None:
    """核对原件、记录、任务、检索库与回执是否一致。"""
    from archive.services.upkeep import READ_ANEW
    from webui import present

    with open_office() as office:
        found, left = office.upkeep.fsck(repair=repair)
        if repair and any(d.code in READ_ANEW for d in found):
            _finish_jobs(office)
            _, left = office.upkeep.fsck(repair=True)
    grave = [d for d in left if d.grave]
    if as_json:
        emit({"ok": not grave, "found": present.damage(found), "left": present.damage(left)})
    else:
        for damage in found:
            say(f"✗ {damage.code}  {damage.subject}{'  可修复' if damage.repairable else ''}")
        say(
            "一致。"
            if not left
            else f"还有 {len(left)} 处不一致" + ("" if repair else ", 可用 --repair 修复能重建的部分")
        )
    if left:
        finish(EXIT_REJECTED)


def _finish_jobs(office: object) -> None:
    from indexer.indexing import try_catch_up
    from indexer.worker import Stop, work_until
    from webui.context import Office

    assert isinstance(office, Office)
    parts = office.parts

    def done() -> bool:
        with parts.store.read() as tx:
            return tx.jobs.waiting() == 0

    work_until(parts, Stop(), done)
    try_catch_up(parts.store, parts.index)


@click.command()
@json_option
def reindex(as_json: bool) -> None:
    """从数据库重建检索库; 重建期间照常检索。"""
    with open_office() as office:
        pages = office.upkeep.rebuild_index()
    emit({"pages": pages}) if as_json else say(f"检索库已重建, {pages} 页")


@click.command()
@click.argument("file", type=click.Path())
@json_option
def backup(file: str, as_json: bool) -> None:
    """备份到一个文件; 收件照常进行。"""
    from archive.storage.backup import backup as write_backup

    with open_office() as office:
        meter = Meter("备份", 0, quiet=as_json)
        count = write_backup(office.settings.home, office.parts.store, office.parts.blobs, Path(file), meter)
        meter.end()
    emit({"file": file, "originals": count}) if as_json else say(f"已备份 {count} 个原件到 {file}")


@click.command()
@click.argument("file", type=click.Path())
@json_option
def restore(file: str, as_json: bool) -> None:
    """从备份恢复: 先在旁边核对无误, 再替换; 原来的资料库改名保留。"""
    from archive.domain.errors import NotFound, Unavailable
    from archive.settings import read_settings
    from archive.storage.backup import discard, put_in_place, scratch_beside, unpack
    from indexer.wiring import mark_index_outdated
    from webui.homes import alone

    settings = read_settings()
    if not Path(file).is_file():
        raise NotFound(file, code="path_unknown", path=file)
    scratch = scratch_beside(settings.home)
    try:
        with alone(settings.home):
            unpack(Path(file), scratch)
            damage = _prove(replace(settings, home=scratch, database="", blobs="", index=""))
            if damage:
                raise Unavailable(damage, code="backup_damaged", file=file, part=damage)
            _hand_over(scratch, settings)
            if settings.index:
                mark_index_outdated(scratch)
            kept = put_in_place(scratch, settings.home)
    finally:
        discard(scratch)
    if settings.index:
        _index_anew()
    if as_json:
        emit({"restored": file, "kept": str(kept) if kept else None})
    else:
        say(f"已恢复。原来的资料库保留在 {kept}" if kept else "已恢复。")


def _index_anew() -> None:
    """The cluster's index belongs to what was there before; when it is out of reach, workers do it later."""
    from archive.domain.errors import Unavailable

    with open_office() as office:
        try:
            office.upkeep.rebuild_index()
        except Unavailable as error:
            tell(f"检索库稍后重建: {error}")


def _hand_over(scratch: Path, settings: Settings) -> None:
    """Rows and originals go where the settings say; a database that is not empty is never written over."""
    from shutil import rmtree

    from archive.storage.moving import move
    from webui.places import beside, open_place

    here = replace(settings, home=scratch, database="", blobs="")
    there = replace(here, database=settings.database, blobs=settings.blobs)
    if here == there:
        return
    with open_place(here) as source, open_place(there) as target:
        rows, bytes_ = bool(settings.database), bool(settings.blobs)
        move(source, target, with_rows=rows, with_bytes=bytes_, same_index=True)  # built while it was proven
    if settings.database:
        for file in beside(scratch / "qijuan.db"):
            file.unlink()
    if settings.blobs:
        rmtree(scratch / "originals")


def _prove(settings: Settings) -> str:
    """Open the unfolded copy, rebuild its index and check everything; the first damage, or nothing."""
    from webui.context import Office

    office = Office.open(settings)
    try:
        office.upkeep.rebuild_index()
        wrong = [*office.upkeep.verify().damage, *office.upkeep.fsck()[0]]
        return next(
            (
                f"{d.code} {d.subject}"
                for d in wrong
                if d.grave and d.code not in {"job_stale", "checkpoint_missing"}
            ),
            "",
        )
    finally:
        office.close()
