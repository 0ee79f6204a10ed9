namespace Kube.Api.Catalog;

/// <summary>What one write took from a pool, until it is known whether the write commits.</summary>
public interface IAllocationLease
{
    /// <summary>Ends it: called exactly once, after the commit (what the write took stays taken, what it gave up is freed) or instead of it (everything is as before).</summary>
    ValueTask CompleteAsync(bool committed);
}
