using Kube.Node.Nftables;

namespace Kube.Node.NetworkPolicy;

/// <summary>The chain of pods that the same policies are about: what none of their rules allows is dropped.</summary>
/// <param name="Family">The family of its table.</param>
/// <param name="Direction">Which way the traffic goes.</param>
/// <param name="Rules">The rules of all these policies.</param>
internal sealed record PolicyChain(IPFamily Family, PolicyDirection Direction, RuleMatches Rules) : NftChain
{
    public override string Name => $"pods-{Direction.ToString().ToLowerInvariant()}-{Rules.Number}";

    public override void Build(NftBatch batch)
    {
        batch.AddChain(Name);
        foreach (var match in Rules.Matches) batch.AddRule(Name, rule => match.Write(rule, Family, Direction));
        batch.AddRule(Name, rule => rule.Drop());
    }
}

/// <summary>The matches of the policies that some pods share. The same policies as they are now have the same number; once one of them changes, another.</summary>
/// <param name="Number">The number.</param>
/// <param name="Matches">What is allowed.</param>
internal sealed record RuleMatches(int Number, IReadOnlyList<RuleMatch> Matches)
{
    public bool Equals(RuleMatches? other) => other is not null && Number == other.Number;

    public override int GetHashCode() => Number;
}
