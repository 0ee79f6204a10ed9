using System.Collections.Frozen;
using Kube.Api.Kubernetes.Bootstrap.Policy;
using Kube.Api.Models;

namespace Kube.Api.FlowControl;

/// <summary>What is configured at one moment: the levels, and the schemas in the order in which they are asked. Immutable.</summary>
internal sealed class FlowConfiguration
{
    private const string Exempt = "exempt";
    private const string CatchAllName = "catch-all";

    private FlowConfiguration(CompiledSchema[] schemas, CompiledSchema catchAll, FrozenDictionary<string, PriorityLevel> levels) =>
        (Schemas, CatchAll, Levels) = (schemas, catchAll, levels);

    /// <summary>The levels that no server is without.</summary>
    public static IReadOnlyList<V1PriorityLevelConfiguration> MandatoryLevels { get; } =
        [.. FlowControlPolicy.PriorityLevels().Where(static level => level.Metadata.Name is Exempt or CatchAllName)];

    private static readonly IReadOnlyList<V1FlowSchema> s_mandatorySchemas =
        [.. FlowControlPolicy.FlowSchemas().Where(static schema => schema.Metadata.Name is Exempt or CatchAllName)];

    public CompiledSchema[] Schemas { get; }

    /// <summary>Takes what no other does.</summary>
    public CompiledSchema CatchAll { get; }

    public FrozenDictionary<string, PriorityLevel> Levels { get; }

    public static FlowConfiguration Of(IEnumerable<V1FlowSchema> schemas, IReadOnlyDictionary<string, PriorityLevel> levels, Func<string, string, FlowSeries> series)
    {
        var compiled = schemas.UnionBy(s_mandatorySchemas, static schema => schema.Metadata.Name)
            .Where(schema => levels.ContainsKey(schema.Spec.PriorityLevelConfiguration.Name))
            .Select(schema => new CompiledSchema(
                schema, levels[schema.Spec.PriorityLevelConfiguration.Name], series(schema.Metadata.Name ?? "", schema.Spec.PriorityLevelConfiguration.Name)))
            .OrderBy(static schema => schema.Precedence)
            .ThenBy(static schema => schema.Name, StringComparer.Ordinal)
            .ToArray();
        var catchAll = Array.Find(compiled, static schema => schema.Name == CatchAllName)
            ?? new CompiledSchema(s_mandatorySchemas.First(static schema => schema.Metadata.Name == CatchAllName), levels[CatchAllName], series(CatchAllName, CatchAllName));
        return new FlowConfiguration(compiled, catchAll, levels.ToFrozenDictionary());
    }
}
