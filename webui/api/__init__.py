"""The JSON API: the same verbs through the other door."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, g, jsonify
from werkzeug.wrappers import Response

from webui.api.table import Endpoint, check_query


def blueprint() -> Blueprint:
    from webui.api.routes import ENDPOINTS

    bp = Blueprint("api", __name__, url_prefix="/api/v1")
    for endpoint in ENDPOINTS:
        bp.add_url_rule(
            endpoint.path,
            endpoint.name,
            _view(endpoint),
            methods=[endpoint.method],
        )
    return bp


def _view(endpoint: Endpoint) -> Callable[..., Response]:
    return partial(_answer, endpoint)


def _answer(endpoint: Endpoint, **arguments: Any) -> Response:
    """Check the query against the table, call the verb, and give its answer the documented status."""
    check_query(endpoint)
    g.endpoint = endpoint
    answer = endpoint.handler(**arguments)
    if isinstance(answer, Response):
        return answer
    response = jsonify(answer)
    response.status_code = endpoint.status
    return response
