namespace Kube.Node.Nftables;

/// <summary>A chain that entries lead to. Equal to another that does the same.</summary>
internal abstract record NftChain
{
    public abstract string Name { get; }

    /// <summary>Adds the chain and its rules to its table; nothing, when it is there anyway.</summary>
    public abstract void Build(NftBatch batch);

    /// <summary>Removes the chain, which nothing leads to.</summary>
    public virtual void Remove(NftBatch batch) => batch.DeleteChain(Name);
}

/// <summary>A chain that the table has of its own.</summary>
internal sealed record FixedChain(string Own) : NftChain
{
    public override string Name => Own;

    public override void Build(NftBatch batch)
    {
        // It came with the table.
    }

    public override void Remove(NftBatch batch)
    {
        // It goes with the table.
    }
}
