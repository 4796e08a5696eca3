"""The parts of check.sh that read objects. Each prints ok, or says what is wrong and ends with exit code 1."""

import json
import pathlib
import re
import sys

import kubernetes_validate
import yaml
from jsonschema import Draft202012Validator

WORKLOADS = ("StatefulSet", "Deployment")


def objects(file):
    return [o for o in yaml.safe_load_all(pathlib.Path(file).read_text()) if o]


def name(o):
    return f"{o['kind']}/{o['metadata']['name']}"


def fail(message):
    print(message)
    sys.exit(1)


def check(condition, message):
    if not condition:
        fail(message)


def closed(schema):
    """The same schema without room for unknown fields, as kubectl's strict validation has it."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: closed(value) for key, value in schema.items()}
    open_ended = ("additionalProperties", "x-kubernetes-preserve-unknown-fields")
    if isinstance(result.get("properties"), dict) and not any(key in result for key in open_ended):
        if result.get("type") == "object":
            result["additionalProperties"] = False
    if result.pop("x-kubernetes-int-or-string", False):
        result.pop("type", None)
    return result


def custom(directory):
    schemas = {}
    for file in pathlib.Path(directory).iterdir():
        for definition in objects(file):
            if definition["kind"] != "CustomResourceDefinition":
                continue
            spec = definition["spec"]
            for version in spec["versions"]:
                schema = closed(version["schema"]["openAPIV3Schema"])
                schema["properties"]["metadata"] = {"type": "object"}
                schemas[f"{spec['group']}/{version['name']}", spec["names"]["kind"]] = schema
    return schemas


def schemas(directory, *files):
    known = custom(directory)
    seen = set()
    for file in files:
        version = re.search(r"@(.*)\.yaml", file)
        for o in objects(file):
            kind = o["apiVersion"], o["kind"]
            if kind in known:
                seen.add(kind)
                errors = list(Draft202012Validator(known[kind]).iter_errors(o))
                check(not errors, f"{file}: {name(o)}: {[(e.json_path, e.message[:200]) for e in errors]}")
                continue
            try:
                kubernetes_validate.validate(o, version.group(1) if version else "1.30", strict=True)
            except kubernetes_validate.ValidationError as e:
                fail(f"{file}: {name(o)}: {e.message[:300]}")
    unused = set(known) - seen
    kinds = {kind for _, kind in seen}
    check(not {kind for _, kind in unused} - kinds, f"nothing of {unused} was checked")
    print("ok")


def references(*files):
    for file in files:
        all_objects = objects(file)
        check(len({name(o) for o in all_objects}) == len(all_objects), f"{file}: a name twice")
        services = [o for o in all_objects if o["kind"] == "Service"]
        made = {name(o) for o in all_objects}
        for o in (o for o in all_objects if o["kind"] in WORKLOADS):
            spec = o["spec"]
            selector, template = spec["selector"]["matchLabels"], spec["template"]
            labels = template["metadata"]["labels"]
            check(set(selector) == {"app.kubernetes.io/name", "app.kubernetes.io/instance"}, f"{file}: {selector}")
            check(selector.items() <= labels.items(), f"{file}: the selector does not select its pods")
            for service in services:
                check(service["spec"]["selector"] == selector, f"{file}: {name(service)} selects other pods")
            for claim in spec.get("volumeClaimTemplates", []):
                check(claim["metadata"]["labels"] == selector, f"{file}: labels of the claim change with versions")
            container = template["spec"]["containers"][0]
            ports = {port["name"] for port in container["ports"]}
            for service in services:
                for port in service["spec"]["ports"]:
                    check(port["targetPort"] in ports, f"{file}: no port {port['targetPort']}")
            volumes = template["spec"]["volumes"] + [c["metadata"] for c in spec.get("volumeClaimTemplates", [])]
            check(
                {mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in volumes},
                f"{file}: volumes and mounts differ",
            )
            for volume in volumes:
                if "configMap" in volume and volume["configMap"]["name"].startswith(o["metadata"]["name"]):
                    check(f"ConfigMap/{volume['configMap']['name']}" in made, f"{file}: {volume}")
            headless = spec.get("serviceName")
            check(headless is None or f"Service/{headless}" in made, f"{file}: no Service {headless}")
        for o in (o for o in all_objects if o["kind"] == "ServiceMonitor"):
            wanted = o["spec"]["selector"]["matchLabels"].items()
            chosen = [service for service in services if wanted <= service["metadata"]["labels"].items()]
            check(len(chosen) == 1, f"{file}: the monitor selects {len(chosen)} Services")
    print("ok")


def tenants(rendered):
    config = [o for o in objects(rendered) if name(o).startswith("ConfigMap/") and name(o).endswith("-properties")]
    lines = config[0]["data"]["application.properties"].splitlines()
    wanted = [
        "cardinality.max-series=20000",
        r'mcp.sources."acme\:\ orders"=spans',
        "slo.objectives.fast-search.target=99",
        "slo.objectives.fast-search.threshold=2s",
        "slo.objectives.fast-search.tool=search",
        r"slo.provider=\ A\\C\nME",
        "store.retention.days=400d",
        "traces.ratio=0.05",
    ]
    check(lines == [f"toolwatch.tenants.acme.{line}" for line in wanted], f"{lines}")
    print("ok")


def rules(rendered, directory):
    directory = pathlib.Path(directory)
    directory.mkdir()
    found = {}
    for o in objects(rendered):
        if o["kind"] == "PrometheusRule":
            file = o["metadata"]["name"].rsplit("-", 1)[1] + ".yml"
            (directory / file).write_text(yaml.safe_dump(o["spec"]))
            found[file] = o["spec"]
    check(found, "no rules")
    return found


def files(repository, rendered, directory):
    repository = pathlib.Path(repository)
    wanted = {file.name: yaml.safe_load(file.read_text()) for file in (repository / "prometheus/rules").iterdir()}
    check(rules(rendered, directory) == wanted, "the rules differ from prometheus/rules")
    shown = {}
    for o in objects(rendered):
        if o["kind"] == "ConfigMap" and "-dashboard-" in o["metadata"]["name"]:
            shown.update({file: json.loads(text) for file, text in o["data"].items()})
            check(o["metadata"]["labels"]["grafana_dashboard"] == "1", f"{name(o)} has no label for Grafana")
    wanted = {file.name: json.loads(file.read_text()) for file in (repository / "grafana/dashboards").iterdir()}
    check(shown == wanted, "the dashboards differ from grafana/dashboards")
    print("ok")


def upgrade(before, after):
    old = {name(o): o for o in objects(before)}
    new = {name(o): o for o in objects(after)}
    check(old.keys() == new.keys(), f"{old.keys() ^ new.keys()}")
    for key, o in old.items():
        if o["kind"] not in WORKLOADS:
            continue
        mutable = ("replicas", "template", "strategy", "updateStrategy", "minReadySeconds")
        fixed = [{k: v for k, v in one["spec"].items() if k not in mutable} for one in (o, new[key])]
        check(fixed[0] == fixed[1], f"{after}: {key} cannot be upgraded: {fixed}")
        check(
            o["spec"]["template"]["metadata"]["labels"] == new[key]["spec"]["template"]["metadata"]["labels"],
            f"{after}: labels of pods change with versions",
        )


def checksum(expected, before, after):
    sums = [
        o["spec"]["template"]["metadata"]["annotations"]["checksum/config"]
        for file in (before, after)
        for o in objects(file)
        if o["kind"] in WORKLOADS
    ]
    check((sums[0] == sums[1]) == (expected == "same"), f"the checksum is not the {expected}")


def pods(rendered):
    for o in objects(rendered):
        if o["kind"] in WORKLOADS:
            template = o["spec"]["template"]
            claims = [
                {"name": claim["metadata"]["name"], "persistentVolumeClaim": {"claimName": "claim"}}
                for claim in o["spec"].get("volumeClaimTemplates", [])
            ]
            template["spec"]["volumes"] += claims
            template["metadata"]["name"] = "pod"
            print("---")
            print(yaml.safe_dump({"apiVersion": "v1", "kind": "Pod", **template}))


if __name__ == "__main__":
    commands = {f.__name__: f for f in (schemas, references, tenants, rules, files, upgrade, checksum, pods)}
    commands[sys.argv[1]](*sys.argv[2:])
