using Kube.Api.Models;

namespace Kube.Api.FlowControl;

/// <summary>A flow schema ready to be asked: whom it takes, and to which level.</summary>
internal sealed class CompiledSchema
{
    private readonly CompiledRule[] _rules;
    private readonly bool _byUser;
    private readonly bool _byNamespace;
    private readonly ulong _hash;

    public CompiledSchema(V1FlowSchema schema, PriorityLevel level, FlowSeries series)
    {
        Name = schema.Metadata.Name ?? "";
        Uid = schema.Metadata.Uid ?? "";
        Precedence = schema.Spec.MatchingPrecedence;
        Level = level;
        Series = series;
        _rules = [.. (schema.Spec.Rules ?? []).Select(static rule => new CompiledRule(rule))];
        _byUser = schema.Spec.DistinguisherMethod?.Type == "ByUser";
        _byNamespace = schema.Spec.DistinguisherMethod?.Type == "ByNamespace";
        _hash = FlowHash.Of(Name);
    }

    public string Name { get; }

    public string Uid { get; }

    public int Precedence { get; }

    public PriorityLevel Level { get; }

    /// <summary>What is counted of its requests.</summary>
    public FlowSeries Series { get; }

    public bool Matches(in FlowDigest digest)
    {
        foreach (var rule in _rules)
        {
            if (rule.Matches(digest)) return true;
        }

        return false;
    }

    /// <summary>The number of the flow that a request belongs to.</summary>
    public ulong FlowOf(in FlowDigest digest) =>
        Level.IsExempt ? 0 : FlowHash.Of(_hash, _byUser ? digest.User.Name : _byNamespace ? digest.Namespace : default);

    /// <summary>What tells a request's flow apart, for people.</summary>
    public string DistinguisherOf(string user, string ns) => _byUser ? user : _byNamespace ? ns : "";
}
