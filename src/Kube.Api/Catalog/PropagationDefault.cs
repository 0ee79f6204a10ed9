namespace Kube.Api.Catalog;

/// <summary>What becomes of an object's dependents when a delete request does not say.</summary>
public enum PropagationDefault
{
    /// <summary>The garbage collector deletes them afterwards.</summary>
    Background,

    /// <summary>They are left behind: the finalizer <c>orphan</c> is set.</summary>
    Orphan,
}
