"""Whether a JSON value is what a schema of docs/openapi.yaml says. Stricter than JSON Schema: a property that is not described is an error."""
import re

TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict, "null": type(None)}


class Schemas:
    def __init__(self, document):
        self.document = document

    def resolve(self, node):
        while "$ref" in node:
            reference, node = node["$ref"], self.document
            for part in reference.removeprefix("#/").split("/"):
                node = node[part]
        return node

    def problems(self, value, schema, where="answer"):
        schema = self.resolve(schema)
        if "oneOf" in schema:
            tried = [self.problems(value, one, where) for one in schema["oneOf"]]
            return [] if sum(not found for found in tried) == 1 else min(tried, key=len) or [f"{where}: fits more than one"]
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        if not any(isinstance(value, TYPES[name]) and not (name == "integer" and isinstance(value, bool)) for name in types):
            return [f"{where}: {value!r} is no {'/'.join(types)}"]
        found = []
        if "enum" in schema and value not in schema["enum"]:
            found.append(f"{where}: {value!r} is none of {schema['enum']}")
        if value is not None and schema.get("format") == "date-time" and not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", value):
            found.append(f"{where}: {value!r} is no time")
        if isinstance(value, dict):
            properties = schema.get("properties", {})
            found += [f"{where}: {name} is missing" for name in schema.get("required", []) if name not in value]
            free = schema.get("additionalProperties")
            for name in value.keys() - properties.keys():
                found += self.problems(value[name], free, f"{where}.{name}") if free else [f"{where}: {name} is not described"]
            for name in value.keys() & properties.keys():
                found += self.problems(value[name], properties[name], f"{where}.{name}")
        if isinstance(value, list):
            for number, item in enumerate(value):
                found += self.problems(item, schema["items"], f"{where}[{number}]")
        return found
