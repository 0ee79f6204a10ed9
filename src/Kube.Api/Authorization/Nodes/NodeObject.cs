namespace Kube.Api.Authorization.Nodes;

/// <summary>The kinds of objects that a node may read when something of its own needs them.</summary>
internal enum NodeObject
{
    Pod,
    Secret,
    ConfigMap,
    Claim,
    Volume,
    Attachment,
    ServiceAccount,
    ResourceClaim,
    ResourceSlice,
}
