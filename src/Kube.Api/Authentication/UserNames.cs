namespace Kube.Api.Authentication;

/// <summary>User and group names that Kubernetes gives a meaning to.</summary>
public static class UserNames
{
    /// <summary>The user of requests without credentials.</summary>
    public const string Anonymous = "system:anonymous";

    /// <summary>The API server itself.</summary>
    public const string ApiServer = "system:apiserver";

    /// <summary>The group of requests without credentials.</summary>
    public const string UnauthenticatedGroup = "system:unauthenticated";

    /// <summary>The group of every authenticated user.</summary>
    public const string AuthenticatedGroup = "system:authenticated";

    /// <summary>Members may do everything; authorization is not asked.</summary>
    public const string MastersGroup = "system:masters";

    /// <summary>The group of node agents.</summary>
    public const string NodesGroup = "system:nodes";

    /// <summary>What a node agent's user name starts with.</summary>
    public const string NodePrefix = "system:node:";

    /// <summary>What a service account's user name starts with; namespace and name follow, with a colon between.</summary>
    public const string ServiceAccountPrefix = "system:serviceaccount:";

    /// <summary>The group of every service account.</summary>
    public const string ServiceAccountsGroup = "system:serviceaccounts";

    /// <summary>What the group of a namespace's service accounts starts with; the namespace follows.</summary>
    public const string ServiceAccountsGroupPrefix = "system:serviceaccounts:";
}
