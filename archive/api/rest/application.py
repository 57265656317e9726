"""The API: its routers, its description in OpenAPI 3.1, and how it answers errors."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.http import Http404
from django.utils.translation import override
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from archive.api.rest import (
    archive_endpoint,
    article_endpoints,
    change_endpoints,
    cited_endpoints,
    correction_endpoints,
    import_endpoints,
    list_endpoints,
    quotation_endpoints,
    record_endpoints,
    search_endpoints,
    story_endpoints,
)
from archive.api.rest.parameters import reject_unknown_parameters
from archive.api.rest.problems import MEDIA_TYPE, handle_exception

VERSION: Final = "1"
_DESCRIPTION: Final = (
    "Everything that the pages of this archive show, for programs. Lists go on with `next`; `generation` names the"
    " state of the archive, and `changed` says that it changed between two pages. Errors are problems (RFC 9457)."
)
_SELECTABLE: Final = ("Page", "Value", "Detail", "List", "Answer")
"""Endings of the names of values that `fields` can cut down, so that no field of them is certain."""


class ArchiveAPI(NinjaAPI):
    """The API, with a description that says how errors and chosen fields look."""

    _description: OpenAPISchema | None = None

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the description, in the language of the archive; made once, as it takes a second."""
        if self._description is None:
            self._description = self._build_description(**options)
        return self._description

    def _build_description(self, **options: Any) -> OpenAPISchema:
        with override(settings.LANGUAGE_CODE):
            schema = super().get_openapi_schema(**options)
        for path in schema["paths"].values():
            for operation in path.values():
                _describe_problems(operation["responses"])
        for name, each in schema["components"].get("schemas", {}).items():
            if name.endswith(_SELECTABLE):
                each.pop("required", None)
        return schema


def _describe_problems(responses: dict[Any, Any]) -> None:
    for status, response in responses.items():
        if int(status) >= 400 and "application/json" in response.get("content", {}):
            response["content"] = {MEDIA_TYPE: response["content"]["application/json"]}


api = ArchiveAPI(
    title=settings.SITE_NAME,
    version=VERSION,
    description=_DESCRIPTION,
    docs_url=None,
    urls_namespace="api-1",
)
for _error in (Exception, Http404, HttpError, ValidationError):
    api.add_exception_handler(_error, handle_exception)  # type: ignore[arg-type]
for _module in (
    archive_endpoint,
    search_endpoints,
    article_endpoints,
    change_endpoints,
    record_endpoints,
    quotation_endpoints,
    story_endpoints,
    correction_endpoints,
    import_endpoints,
    list_endpoints,
    cited_endpoints,
):
    _module.router.add_decorator(reject_unknown_parameters)
    api.add_router("", _module.router)
