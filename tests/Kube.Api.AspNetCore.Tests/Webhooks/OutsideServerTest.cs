using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Kube.Api.AspNetCore.Tests.Door;
using Kube.Api.Authentication.Certificates;
using Kube.Tests.Shared;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.AspNetCore.Tests.Webhooks;

/// <summary>A test whose server asks somebody outside, who is a real HTTPS server.</summary>
/// <param name="server">The API server.</param>
/// <param name="isOnTheNetwork">Whether the other listens on an address that services can lead to, rather than on the loopback one.</param>
public abstract class OutsideServerTest(DoorFixture server, bool isOnTheNetwork = false) : DoorTest(server), IAsyncLifetime
{
    private WebhookServer? _outside;

    /// <summary>Where the other listens.</summary>
    protected IPAddress Address { get; private set; } = IPAddress.Loopback;

    protected int Port => _outside!.Port;

    /// <summary>The authority of the other's certificate, as configurations have it.</summary>
    protected string Bundle => Convert.ToBase64String(Encoding.UTF8.GetBytes(Server.Admin.CertificateAuthorityPem!));

    public virtual async ValueTask InitializeAsync()
    {
        if (isOnTheNetwork) Address = OwnAddress.Find();
        var certificates = Server.Services.GetRequiredService<ClusterCertificates>();
        _outside = await WebhookServer.StartAsync(certificates.Server, AnswerAsync, Address, Accepts);
        using var http = Server.Client();
        await EnsureNamespaceAsync(http, "default");
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_outside is not null) await _outside.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Which client certificates the other wants; null: it asks for none.</summary>
    protected virtual Func<X509Certificate2, bool>? Accepts => null;

    /// <summary>What the other answers.</summary>
    protected abstract Task AnswerAsync(HttpContext http);
}
