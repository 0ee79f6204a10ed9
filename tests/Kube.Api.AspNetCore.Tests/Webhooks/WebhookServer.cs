using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Kube.Api.AspNetCore.Tests.Webhooks;

/// <summary>Somebody outside: a real HTTPS server on a free port.</summary>
internal sealed class WebhookServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebhookServer(WebApplication app) => _app = app;

    /// <summary>Where it answers.</summary>
    public Uri Address => new(_app.Urls.First());

    public int Port => Address.Port;

    /// <summary>Starts one.</summary>
    /// <param name="certificate">What it shows.</param>
    /// <param name="answer">Answers every request.</param>
    /// <param name="address">Where it listens; null: the loopback address.</param>
    /// <param name="accepts">Which client certificates it wants; null: it asks for none.</param>
    public static async Task<WebhookServer> StartAsync(
        X509Certificate2 certificate, RequestDelegate answer, IPAddress? address = null, Func<X509Certificate2, bool>? accepts = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(address ?? IPAddress.Loopback, 0, listener => listener.UseHttps(certificate, https =>
        {
            if (accepts is null) return;
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (shown, _, _) => accepts(shown);
        })));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app);
    }

    /// <summary>Starts one that answers JSON with JSON.</summary>
    public static Task<WebhookServer> StartAsync(X509Certificate2 certificate, Func<JsonNode, JsonNode> answer) => StartAsync(certificate, async http =>
    {
        var question = await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(answer(question!).ToJsonString(), http.RequestAborted);
    });

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
