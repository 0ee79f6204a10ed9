using Kube.Api.Models;

namespace Kube.Api.CustomResources;

/// <summary>What a write through another address leaves alone.</summary>
internal static class Owned
{
    /// <summary>The stored metadata but for who owns what, and the revision that the write is for.</summary>
    public static V1ObjectMeta Metadata(V1ObjectMeta written, V1ObjectMeta stored)
    {
        var kept = stored.DeepClone();
        (kept.ManagedFields, kept.ResourceVersion) = (written.ManagedFields, written.ResourceVersion);
        return kept;
    }
}
