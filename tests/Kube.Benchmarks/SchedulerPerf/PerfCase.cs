using System.Text.Json.Nodes;
using Kube.Api.Yaml;

namespace Kube.Benchmarks.SchedulerPerf;

/// <summary>One case of a configuration: the operations, and the parameters of the chosen workload.</summary>
internal sealed class PerfCase
{
    private readonly JsonObject _test;
    private readonly JsonObject _parameters;

    private PerfCase(string directory, JsonObject test, JsonObject parameters)
    {
        Directory = directory;
        _test = test;
        _parameters = parameters;
    }

    public string Directory { get; }

    public IEnumerable<PerfOperation> Operations => _test["workloadTemplate"]!.AsArray().Select(operation => new PerfOperation(this, operation!.AsObject()));

    public string? DefaultPodTemplate => (string?)_test["defaultPodTemplatePath"];

    /// <summary>Reads <c>NAME/CASE</c> from a file.</summary>
    public static PerfCase Find(string file, string workload)
    {
        var slash = workload.IndexOf('/', StringComparison.Ordinal);
        var (name, which) = (workload[..slash], workload[(slash + 1)..]);
        var tests = JsonNode.Parse(KubeYaml.ToJson(File.ReadAllBytes(file)))!.AsArray();
        var test = tests.FirstOrDefault(test => (string?)test!["name"] == name)?.AsObject()
            ?? throw new InvalidDataException($"{file} has no {name}; it has {Names(tests)}");
        var workloads = test["workloads"]!.AsArray();
        var found = workloads.FirstOrDefault(workload => (string?)workload!["name"] == which)
            ?? throw new InvalidDataException($"{name} has no case {which}; it has {Names(workloads)}");
        return new(Path.GetDirectoryName(Path.GetFullPath(file))!, test, found["params"]?.AsObject() ?? []);
    }

    /// <summary>The same operations, small: so that what is measured after it runs compiled code.</summary>
    public PerfCase ForWarmUp()
    {
        var small = new JsonObject();
        // All by one factor: what fits on the nodes still does.
        var largest = _parameters.Where(static parameter => parameter.Key.Contains("Nodes", StringComparison.Ordinal)).Max(static parameter => (int?)parameter.Value) ?? 0;
        var factor = Math.Min(1, 1000.0 / Math.Max(largest, 1));
        foreach (var (name, value) in _parameters) small[name] = (int)Math.Ceiling((int)value! * factor);
        return new(Directory, _test, small);
    }

    public int Parameter(string name) =>
        (int?)_parameters[name.TrimStart('$')] ?? throw new InvalidDataException($"the workload has no parameter {name}");

    /// <summary>Reads a template, wherever upstream's layout says it is.</summary>
    public byte[] Template(string path)
    {
        var at = path.IndexOf("templates/", StringComparison.Ordinal);
        var file = Path.Combine(Directory, at < 0 ? path : path[at..]);
        return File.Exists(file) ? KubeYaml.ToJson(File.ReadAllBytes(file)) : throw new InvalidDataException($"there is no template {file}");
    }

    private static string Names(JsonArray list) => string.Join(", ", list.Select(static item => (string?)item!["name"]));
}
