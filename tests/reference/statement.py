"""Reads in-toto statements with in-toto's own library (PyPI: in-toto-attestation), as one who signs or verifies them would."""

import hashlib
import json
import pathlib
import sys

from google.protobuf import json_format
from in_toto_attestation.v1 import statement_pb2
from in_toto_attestation.v1.statement import Statement


def main() -> None:
    for name in sys.argv[1:]:
        path = pathlib.Path(name)
        read = statement_pb2.Statement()
        json_format.Parse(path.read_text(encoding="utf-8"), read)
        statement = Statement.copy_from_pb(read)
        statement.validate()
        # Each subject is an input of the sample park, with the digest of its bytes.
        park = pathlib.Path("fixtures/parks") / path.parent.name
        for subject in read.subject:
            file = park / subject.name
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            if dict(subject.digest) != {"sha256": digest}:
                sys.exit(f"{name}: {subject.name} has the digest {dict(subject.digest)}, its bytes {digest}")
        inputs = json.loads((path.parent / "report.json").read_text(encoding="utf-8"))["inputs"]
        if len(inputs) != len(read.subject):
            sys.exit(f"{name}: {len(read.subject)} subjects of {len(inputs)} inputs")
        print(f"{name}: {len(read.subject)} subjects, {read.predicate_type}")


main()
