"""The API answers as its description says, whatever it is asked: Schemathesis, in this process."""

from itertools import product

import pytest
import schemathesis
from django.contrib.auth.models import User
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from archive.models import TokenScope
from archive.tokens.services import create_token
from tests.web.sample import create_all_pages

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]
FEW = settings(
    max_examples=3,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)


@pytest.fixture
def kept_connection(db):
    """The connection of the test, which a request would close."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_endpoints_answer_as_described(kept_connection):
    create_all_pages(1)
    _, token = create_token(User.objects.create_superuser("maud"), "A test", TokenScope.values, 1)
    headers = {"Accept-Encoding": "identity", "Authorization": f"Bearer {token}"}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) > 15

    for operation, mode in product(operations, GenerationMode):

        @FEW
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case):
            case.call_and_validate(checks=CHECKS, headers=headers)

        ask()
