using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Kube.Api.Authentication;

/// <summary>Who makes a request, as authentication (and after it, impersonation) established it. Immutable; safe to share between requests.</summary>
public sealed class UserInfo
{
    /// <summary>The user of requests that carry no credentials: <c>system:anonymous</c> in <c>system:unauthenticated</c>.</summary>
    public static UserInfo Anonymous { get; } = new(UserNames.Anonymous, groups: [UserNames.UnauthenticatedGroup]);

    /// <summary>The server's own identity: <c>system:apiserver</c> in <c>system:masters</c> and <c>system:authenticated</c>.</summary>
    public static UserInfo ApiServer { get; } = new(UserNames.ApiServer, groups: [UserNames.MastersGroup, UserNames.AuthenticatedGroup]);

    /// <summary>Describes a user; the collections are copied.</summary>
    /// <param name="name">The user name that rules and audit refer to; unique in the cluster.</param>
    /// <param name="uid">Tells apart two users that had the same name at different times; null when the authenticator knows none.</param>
    /// <param name="groups">Groups in the order in which the authenticator gave them.</param>
    /// <param name="extra">What else the authenticator knows, by lower-case key.</param>
    public UserInfo(
        string name,
        string? uid = null,
        IEnumerable<string>? groups = null,
        IEnumerable<KeyValuePair<string, ImmutableArray<string>>>? extra = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
        Uid = uid;
        Groups = groups is null ? [] : [.. groups];
        Extra = extra is null ? FrozenDictionary<string, ImmutableArray<string>>.Empty : extra.ToFrozenDictionary();
    }

    /// <summary>The user name that rules and audit refer to.</summary>
    public string Name { get; }

    /// <summary>Tells apart two users that had the same name at different times; null when not known.</summary>
    public string? Uid { get; }

    /// <summary>Groups in the order in which the authenticator gave them.</summary>
    public ImmutableArray<string> Groups { get; }

    /// <summary>What else the authenticator knows, by lower-case key. Never null.</summary>
    public FrozenDictionary<string, ImmutableArray<string>> Extra { get; }

    /// <summary>Whether the user is a member of <paramref name="group"/>; compared exactly.</summary>
    public bool IsIn(string group) => Groups.Contains(group);

    /// <summary>The user name, for logs.</summary>
    public override string ToString() => Name;
}
