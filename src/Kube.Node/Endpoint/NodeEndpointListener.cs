using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Kube.Node.Endpoint;

/// <summary>The endpoint's listener, told from the other listeners of the host by a mark on its connections.</summary>
internal sealed class NodeEndpointListener
{
    private volatile ListenOptions? _listening;

    /// <summary>The port in use; null before the host listens, and when it never does.</summary>
    public int? Port => _listening?.IPEndPoint?.Port is { } port and not 0 ? port : null;

    /// <summary>Whether a request came in here.</summary>
    public static bool Owns(HttpContext http) => http.Features.Get<Mark>() is not null;

    public void Attach(ListenOptions listening)
    {
        var mark = new Mark();
        listening.Use(next => connection =>
        {
            connection.Features.Set(mark);
            return next(connection);
        });
        _listening = listening;
    }

    private sealed class Mark;
}
