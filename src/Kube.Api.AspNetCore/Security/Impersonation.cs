using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Kube.Api.AspNetCore.Requests;
using Kube.Api.Authentication;
using Kube.Api.Authorization;
using Kube.Api.Errors;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Security;

/// <summary>Lets a user act as another, named by <c>Impersonate-*</c> headers, when rules allow it.</summary>
internal sealed class Impersonation(DoorAuthorization authorization)
{
    private const string Prefix = "Impersonate-";
    private const string ExtraPrefix = "Impersonate-Extra-";
    private const int MostRemembered = 1000;

    // Users who have impersonated by a right that is for every action.
    private readonly ConcurrentDictionary<string, bool> _byAnyAction = new(StringComparer.Ordinal);

    /// <summary>Whether the request asks for another user.</summary>
    public static bool IsAsked(IHeaderDictionary headers)
    {
        foreach (var header in headers)
        {
            if (header.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    /// <summary>The user to act as.</summary>
    /// <param name="user">Who asks.</param>
    /// <param name="headers">The request's headers.</param>
    /// <param name="action">What the request is about to do, which decides about impersonation for one action.</param>
    /// <param name="cancellationToken">Cancelled when the client goes away.</param>
    /// <exception cref="BadRequestException">Groups, uid or extras without a user.</exception>
    /// <exception cref="ForbiddenException">The user may not act as that one.</exception>
    public async ValueTask<UserInfo> ActAsync(UserInfo user, IHeaderDictionary headers, AuthorizationAttributes? action, CancellationToken cancellationToken)
    {
        var wanted = Read(headers);
        if (wanted.Name.Length == 0) throw new BadRequestException($"requested {GoForm(wanted)} without impersonating a user name");

        var refusal = await FindRefusalAsync(user, wanted, cancellationToken);
        if (refusal is null)
        {
            Remember(user);
        }
        else if (!await MayForThisActionAsync(user, wanted, action, cancellationToken))
        {
            // Upstream tries first the way that last served the user, else the narrower one, and tells of what it tried first.
            if (action is null || _byAnyAction.ContainsKey(user.Name)) throw refusal;
            throw DoorAuthorization.Forbidden(action with { User = user, Verb = $"impersonate-on:{Mode(wanted)}:{action.Verb}" }, "");
        }

        return Complete(wanted);
    }

    private static UserInfo Read(IHeaderDictionary headers)
    {
        var groups = headers["Impersonate-Group"];
        var extra = new SortedDictionary<string, ImmutableArray<string>>(StringComparer.Ordinal);
        foreach (var header in headers)
        {
            if (!header.Key.StartsWith(ExtraPrefix, StringComparison.OrdinalIgnoreCase)) continue;
            var key = Uri.UnescapeDataString(header.Key[ExtraPrefix.Length..].ToLowerInvariant());
            extra[key] = [.. header.Value.Where(value => value is not null).Select(value => value!)];
        }

        return new UserInfo(
            headers["Impersonate-User"].ToString(),
            headers["Impersonate-Uid"].ToString() is { Length: > 0 } uid ? uid : null,
            groups.Where(group => group is not null).Select(group => group!),
            extra);
    }

    private async ValueTask<ForbiddenException?> FindRefusalAsync(UserInfo user, UserInfo wanted, CancellationToken cancellationToken)
    {
        foreach (var attributes in Steps(user, wanted))
        {
            if (!await authorization.IsAllowedAsync(attributes, cancellationToken)) return DoorAuthorization.Forbidden(attributes, "");
        }

        return null;
    }

    private static IEnumerable<AuthorizationAttributes> Steps(UserInfo user, UserInfo wanted)
    {
        var ask = new AuthorizationAttributes { User = user, Verb = "impersonate" };
        yield return ServiceAccount(wanted.Name) is var (ns, name)
            ? ask with { Version = "v1", Resource = "serviceaccounts", Namespace = ns, Name = name }
            : ask with { Version = "v1", Resource = "users", Name = wanted.Name };
        foreach (var group in wanted.Groups) yield return ask with { Version = "v1", Resource = "groups", Name = group };
        foreach (var (key, values) in wanted.Extra.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            foreach (var value in values)
                yield return ask with { Group = "authentication.k8s.io", Version = "v1", Resource = "userextras", Subresource = key, Name = value };
        }

        if (wanted.Uid is { } uid) yield return ask with { Group = "authentication.k8s.io", Version = "v1", Resource = "uids", Name = uid };
    }

    // Impersonation for one action (KEP-5284): the right to the action on behalf of others, and the right to be that user.
    private async ValueTask<bool> MayForThisActionAsync(UserInfo user, UserInfo wanted, AuthorizationAttributes? action, CancellationToken cancellationToken)
    {
        if (action is null) return false;
        var mode = Mode(wanted);
        if (!await authorization.IsAllowedAsync(action with { User = user, Verb = $"impersonate-on:{mode}:{action.Verb}" }, cancellationToken)) return false;
        foreach (var step in Steps(user, wanted))
        {
            var narrowed = step with { Verb = $"impersonate:{mode}", Group = "authentication.k8s.io" };
            if (!await authorization.IsAllowedAsync(narrowed, cancellationToken)) return false;
        }

        return true;
    }

    private void Remember(UserInfo user)
    {
        if (_byAnyAction.Count >= MostRemembered) _byAnyAction.Clear();
        _byAnyAction[user.Name] = true;
    }

    private static string Mode(UserInfo wanted)
    {
        if (ServiceAccount(wanted.Name) is not null) return "serviceaccount";
        return wanted.Name.StartsWith(UserNames.NodePrefix, StringComparison.Ordinal) ? "arbitrary-node" : "user-info";
    }

    private static UserInfo Complete(UserInfo wanted)
    {
        var groups = wanted.Groups;
        if (groups.IsEmpty && ServiceAccount(wanted.Name) is var (ns, _))
            groups = [UserNames.ServiceAccountsGroup, UserNames.ServiceAccountsGroupPrefix + ns];
        var stated = groups.Contains(UserNames.AuthenticatedGroup) || groups.Contains(UserNames.UnauthenticatedGroup);
        if (!stated) groups = groups.Add(wanted.Name == UserNames.Anonymous ? UserNames.UnauthenticatedGroup : UserNames.AuthenticatedGroup);
        return new UserInfo(wanted.Name, wanted.Uid, groups, wanted.Extra);
    }

    private static (string Namespace, string Name)? ServiceAccount(string user)
    {
        if (!user.StartsWith(UserNames.ServiceAccountPrefix, StringComparison.Ordinal)) return null;
        var rest = user[UserNames.ServiceAccountPrefix.Length..].Split(':');
        return rest is [{ Length: > 0 } ns, { Length: > 0 } name] ? (ns, name) : null;
    }

    // The message shows Go's %#v of the user.
    private static string GoForm(UserInfo wanted)
    {
        var text = new StringBuilder("&user.DefaultInfo{Name:\"\", UID:").Append(GoText.Quote(wanted.Uid ?? "")).Append(", Groups:");
        Append(text, wanted.Groups);
        text.Append(", Extra:map[string][]string");
        if (wanted.Extra.Count == 0) return text.Append("(nil)}").ToString();
        text.Append('{');
        var first = true;
        foreach (var (key, values) in wanted.Extra.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (!first) text.Append(", ");
            first = false;
            Append(text.Append(GoText.Quote(key)).Append(':'), values);
        }

        return text.Append("}}").ToString();
    }

    private static void Append(StringBuilder text, ImmutableArray<string> values)
    {
        text.Append("[]string");
        if (values.IsEmpty) text.Append("(nil)");
        else text.Append('{').AppendJoin(", ", values.Select(GoText.Quote)).Append('}');
    }
}
