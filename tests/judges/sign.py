"""Signs each signature field in turn with pyHanko, visibly, and verifies all after each.

usage: sign.py FORM.pdf FONT.ttf FOLDER FIELD...
Leaves FOLDER/1.pdf, 2.pdf …; exit 1 and a line for each signature that does not verify.
Keys are made here and thrown away.
"""

import datetime
import pathlib
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.font.opentype import GlyphAccumulatorFactory
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.text import TextBoxStyle
from pyhanko.sign import signers
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.stamp import TextStampStyle
from pyhanko_certvalidator import ValidationContext

form, font, folder, *fields = sys.argv[1:]
folder = pathlib.Path(folder)


def certificate():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test signer")])
    now = datetime.datetime.now(datetime.timezone.utc)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(True, True, False, False, False, True, True, False, False), critical=True
        )
    )
    signed = builder.sign(key, hashes.SHA256())
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    (folder / "cert.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))


certificate()
signer = signers.SimpleSigner.load(
    str(folder / "key.pem"), str(folder / "cert.pem"), ca_chain_files=()
)
style = TextStampStyle(
    stamp_text="Signed\n%(ts)s",
    text_box_style=TextBoxStyle(font=GlyphAccumulatorFactory(font)),
    border_width=0,
    background=None,
)
faults = []
current = form
for number, field in enumerate(fields, start=1):
    with open(current, "rb") as source:
        writer = IncrementalPdfFileWriter(source)
        metadata = signers.PdfSignatureMetadata(field_name=field, md_algorithm="sha256")
        pdf_signer = signers.PdfSigner(metadata, signer=signer, stamp_style=style)
        current = folder / f"{number}.pdf"
        with open(current, "wb") as out:
            pdf_signer.sign_pdf(writer, output=out, existing_fields_only=True)
    with open(current, "rb") as source:
        reader = PdfFileReader(source)
        context = ValidationContext(trust_roots=[signer.signing_cert])
        signatures = reader.embedded_signatures
        if len(signatures) != number:
            faults.append(f"{len(signatures)} signatures after signing {field}")
        for signature in signatures:
            status = validate_pdf_signature(signature, context)
            within = status.modification_level is None or (
                status.modification_level <= ModificationLevel.FORM_FILLING
            )
            if not (status.bottom_line and status.intact and status.valid and within):
                faults.append(f"{signature.field_name} after {field}: {status.summary()}")
print("\n".join(faults))
sys.exit(bool(faults))
