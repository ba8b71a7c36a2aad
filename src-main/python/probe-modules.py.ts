// The program that says which Python this is and which of the modules named it has; it looks them up without loading them.
export const probeModulesProgram = `
import importlib.metadata, importlib.util, json, platform, sys
def version(name):
    if importlib.util.find_spec(name) is None:
        return None
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "unknown"
print(json.dumps({"version": platform.python_version(), "path": sys.executable, "modules": {name: version(name) for name in sys.argv[1:]}}))
`
