"""A flame graph opens, and has a frame for each of the files that are named."""

import sys
import xml.etree.ElementTree as ElementTree

path, *files = sys.argv[1:]
root = ElementTree.parse(path).getroot()
assert root.tag == "{http://www.w3.org/2000/svg}svg", root.tag
frames = [title.text for title in root.iter("{http://www.w3.org/2000/svg}title")]
assert len(frames) > 100, frames
for file in files:
    assert any(file in frame for frame in frames), f"{path} has no frame of {file}"
