"""The structure of a question: which unknowns its laws pin down, which they leave free, and which laws are one too many.

The Dulmage-Mendelsohn decomposition of the bipartite graph of laws and unknowns, by networkx; only diagnosis needs it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from mlsysim_sym.book.system import Instance
from mlsysim_sym.valueclass import frozen

if TYPE_CHECKING:
    from networkx import Graph


@frozen
class Structure:
    """Three parts of laws and unknowns, each sorted by name.

    `free` unknowns have too few laws, `over` laws too few unknowns; `square` lists blocks of as many laws as unknowns, in the
    order in which they can be solved.
    """

    free: tuple[str, ...]
    square: tuple[tuple[str, ...], ...]
    over: tuple[str, ...]


def graph(instances: Iterable[Instance], known: Collection[str] = ()) -> Graph:
    """Return the bipartite graph of laws (`("law", id)`) and the unknowns that stand in them (`("unknown", name)`).

    >>> import mlsysim_sym as ms
    >>> from mlsysim_sym.book.system import of_laws
    >>> sorted(graph(of_laws(ms.Book.load(), ["ridge_point"]).instances.values()).nodes)[0]
    ('law', 'ridge_point')
    """
    import networkx as nx  # noqa: PLC0415  (a quarter of a second; only diagnosis needs it)

    made = nx.Graph()
    for instance in instances:
        made.add_node(("law", instance.id))
        made.add_edges_from((("law", instance.id), ("unknown", name)) for name in instance.names if name not in known)
    return made


def structure(instances: Sequence[Instance], known: Collection[str]) -> Structure:
    """Return the decomposition of what is unknown in some laws."""
    import networkx as nx  # noqa: PLC0415

    whole = graph(instances, known)
    laws = sorted(node for node in whole if node[0] == "law")
    unknowns = sorted(node for node in whole if node[0] == "unknown")
    pairs = nx.bipartite.hopcroft_karp_matching(whole, laws)
    free = _alternating(whole, [node for node in unknowns if node not in pairs], pairs)
    over = _alternating(whole, [node for node in laws if node not in pairs], pairs)
    rest = [node for node in laws if node not in free and node not in over]
    return Structure(
        tuple(sorted(name for kind, name in free if kind == "unknown")),
        tuple(_blocks(whole, rest, pairs)),
        tuple(sorted(name for kind, name in over if kind == "law")),
    )


def _alternating(whole: Graph, starts: Sequence[Any], pairs: dict[Any, Any]) -> set[Any]:
    """Return what alternating paths from unmatched nodes reach: any edge away from them, the matching back."""
    reached = set(starts)
    queue = list(starts)
    while queue:
        for other in whole[queue.pop()]:
            if other not in reached and other in pairs:
                reached |= {other, pairs[other]}
                queue.append(pairs[other])
    return reached


def _blocks(whole: Graph, laws: Sequence[Any], pairs: dict[Any, Any]) -> Iterable[tuple[str, ...]]:
    """Yield the unknowns of each strongly connected block of laws, in the order in which they can be solved."""
    import networkx as nx  # noqa: PLC0415

    inside = {pairs[law]: law for law in laws}
    needs = nx.DiGraph()
    needs.add_nodes_from(laws)
    for law in laws:
        needs.add_edges_from((inside[unknown], law) for unknown in whole[law] if unknown in inside and inside[unknown] != law)
    condensed = nx.condensation(needs)
    for block in nx.lexicographical_topological_sort(condensed, key=lambda each: min(condensed.nodes[each]["members"])):
        yield tuple(sorted(pairs[law][1] for law in condensed.nodes[block]["members"]))
