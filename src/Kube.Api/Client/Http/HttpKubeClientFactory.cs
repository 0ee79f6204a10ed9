using Kube.Api.Authentication;

namespace Kube.Api.Client.Http;

/// <summary>Makes clients of a cluster that is reached over HTTPS, for controllers, schedulers and nodes in a process of their own. Safe for concurrent use; dispose it last.</summary>
/// <remarks>All of them share connections. Each acts as the user that it is made for, by impersonation, for which the kubeconfig's own user needs the right. Of the user's
/// groups, those that the server adds by itself are not sent, and of the others there may be one: .NET sends one line per header.</remarks>
/// <param name="config">Which cluster, and who to be there.</param>
/// <param name="time">The clock of waits between attempts.</param>
public sealed class HttpKubeClientFactory(Kubeconfig config, TimeProvider time) : IKubeClientFactory, IDisposable
{
    private readonly HttpMessageHandler _connections = HttpConnections.Handler(config, time);

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The user has more than one group that the server does not add by itself.</exception>
    public IKubeClient Create(UserInfo user, string name)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentException.ThrowIfNullOrEmpty(name);
        // Disposing it would end nothing: it owns no connection.
        var http = HttpConnections.Create(_connections, config, name, ownsHandler: false);
        var headers = http.DefaultRequestHeaders;
        headers.Remove("Impersonate-User");
        headers.TryAddWithoutValidation("Impersonate-User", user.Name);
        if (user.Uid is { Length: > 0 } uid) headers.TryAddWithoutValidation("Impersonate-Uid", uid);
        if (GroupOf(user) is { } group) headers.TryAddWithoutValidation("Impersonate-Group", group);
        foreach (var (key, values) in user.Extra) headers.TryAddWithoutValidation($"Impersonate-Extra-{Uri.EscapeDataString(key)}", values);
        return new KubeClient(new HttpKubeTransport(http), time);
    }

    private static string? GroupOf(UserInfo user)
    {
        var isAccount = user.Name.StartsWith(UserNames.ServiceAccountPrefix, StringComparison.Ordinal);
        var told = user.Groups.Where(group => group != UserNames.AuthenticatedGroup && !(isAccount && group.StartsWith(UserNames.ServiceAccountsGroup, StringComparison.Ordinal))).ToArray();
        return told.Length <= 1 ? told.FirstOrDefault() : throw new NotSupportedException($"user '{user.Name}' has several groups to impersonate");
    }

    /// <summary>Ends the connections of all its clients.</summary>
    public void Dispose() => _connections.Dispose();
}
