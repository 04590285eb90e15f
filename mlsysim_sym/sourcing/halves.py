"""T5: an encoder and a decoder with attention from one to the other, each half a record of its own.

No law of the book counts attention across, so each half states its number of parameters. A stack's first layer has a
table of relative positions, one number for a head and a bucket: huggingface/transformers:src/transformers/models/t5/
configuration_t5.py and modeling_t5.py.
"""

from __future__ import annotations

from mlsysim_sym.sourcing.configuration import Configuration, Found
from mlsysim_sym.sourcing.families import Family
from mlsysim_sym.sourcing.further import heads_after
from mlsysim_sym.sourcing.precision import precision_of
from mlsysim_sym.sourcing.shapes import Figure, Reader, Shapes, printed
from mlsysim_sym.valueclass import frozen, replace

DECODER, ENCODER = "", "_encoder"
BUCKETS = ("relative_attention_num_buckets",)


@frozen
class Half:
    """What differs between the two: attention parts of a layer, norms, and whether it has the token table."""

    attentions: int
    norms: int
    table: bool


KINDS = {DECODER: Half(2, 3, table=True), ENCODER: Half(1, 2, table=False)}


def of_t5(config: Configuration, family: Family) -> dict[str, Shapes]:
    """Return the shapes of decoder and encoder, by what their names end with."""
    config.flag("is_encoder_decoder", "two stacks")
    buckets = config.needed(BUCKETS, "number of buckets of relative positions")
    after = heads_after(config)
    notes: list[str] = [after] if after else []
    choose = precision_of(config, notes)
    own = config.count(("num_decoder_layers",), "number of layers of the decoder")
    found = {}
    for half, kind in KINDS.items():
        reader = Reader(config, replace(family, norms=kind.norms))
        figures, said = _half(reader, kind, own, int(buckets.value))
        found[half] = Shapes(family, figures, choose, {}, (said, *notes))
    return found


def _half(reader: Reader, kind: Half, own: Found | None, buckets: int) -> tuple[dict[str, Figure], str]:
    """Return the figures of one half and what it is."""
    for read in (reader.size, reader.attention, reader.feed_forward, reader.norms, reader.embedding, reader.positions):
        read()
    if kind.table and own is not None:
        reader.figures["layers"] = printed(own)
    figures = dict(reader.figures)
    figures["parameters"] = _parameters(reader, kind, buckets)
    if not kind.table:
        del figures["embedding_tables"], figures["vocabulary_size"]
    if kind.table:
        return figures, "the decoder; each layer also attends to what the encoder made, with four more matrices"
    return figures, "the encoder; the token table is counted with the decoder"


def _parameters(reader: Reader, kind: Half, buckets: int) -> Figure:
    names = (
        "layers",
        "hidden_size",
        "heads",
        "head_dimension",
        "ffn_size",
        "ffn_matrices",
        "vocabulary_size",
        "embedding_tables",
    )
    layers, hidden, heads, width, ffn, matrices, words, tables = (reader.whole(name) for name in names)
    table = tables * words * hidden if kind.table else 0
    layer = kind.attentions * 4 * hidden * heads * width + matrices * hidden * ffn + kind.norms * hidden
    how = (
        f"{layers} * ({kind.attentions * 4} * {hidden} * {heads} * {width} + {matrices} * {hidden} * {ffn} + "
        f"{kind.norms} * {hidden}) + {hidden} + {buckets} * {heads}" + (f" + {tables} * {words} * {hidden}" if table else "")
    )
    return Figure(str(layers * layer + hidden + buckets * heads + table), "num_layers", how)
