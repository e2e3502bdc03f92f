"""atom.py SITE - what RFC 4287 asks of every feed, beyond well-formed XML."""
import os
import re
import sys
import xml.etree.ElementTree as ET

ATOM = "{http://www.w3.org/2005/Atom}"
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
IRI = re.compile(r"(https?://|urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$)")


def faults(path):
    feed = ET.parse(path).getroot()
    if feed.tag != ATOM + "feed":
        yield "is no feed"
    if not (feed.findtext(f"{ATOM}author/{ATOM}name") or "").strip():
        yield "has no author"
    if [l.get("rel") for l in feed.findall(ATOM + "link")].count("self") != 1:
        yield "does not name itself once"
    ids = set()
    for part in [feed] + feed.findall(ATOM + "entry"):
        for name in "title", "id", "updated":
            if len(part.findall(ATOM + name)) != 1:
                yield f"{part.tag} has not one {name}"
        identity = part.findtext(ATOM + "id") or ""
        if not IRI.match(identity):
            yield f"id '{identity}' is no IRI"
        if identity in ids:
            yield f"id '{identity}' twice"
        ids.add(identity)
        if not DATE.fullmatch(part.findtext(ATOM + "updated") or ""):
            yield f"'{part.findtext(ATOM + 'updated')}' is no time"
        for link in part.findall(ATOM + "link"):
            if not IRI.match(link.get("href", "")):
                yield f"link '{link.get('href')}' is not absolute"


site = sys.argv[1]
feeds = sorted(os.path.join(folder, name) for folder, _, names in os.walk(site + "/")
               for name in names if name.endswith(".atom"))
found = [f"{path}: {fault}" for path in feeds for fault in faults(path)]
print("\n".join(found + [f"{len(feeds)} feeds, {len(found)} faults"]))
sys.exit(bool(found) or not feeds)
