using Kube.Api.Authentication;

namespace Kube.Api.Authorization.Nodes;

/// <summary>Which node a user is: <c>system:node:NAME</c> in the group <c>system:nodes</c>.</summary>
internal static class NodeIdentity
{
    /// <summary>The node's name; null when the user is no node.</summary>
    public static string? Of(UserInfo user) =>
        user.Name.StartsWith(UserNames.NodePrefix, StringComparison.Ordinal) && user.IsIn(UserNames.NodesGroup) ? user.Name[UserNames.NodePrefix.Length..] : null;
}
