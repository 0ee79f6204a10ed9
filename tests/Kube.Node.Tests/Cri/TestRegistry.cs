using System.Collections.Concurrent;
using Kube.Shared.Oci;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Tests.Cri;

/// <summary>An image registry on the loopback, as much of one as pulls need.</summary>
internal sealed class TestRegistry : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, byte[]> _blobs = new();
    private readonly ConcurrentDictionary<string, OciImage> _images = new();

    private TestRegistry(WebApplication app) => _app = app;

    /// <summary>Host and port, as images' names begin.</summary>
    public string Host { get; private set; } = "";

    /// <summary>The <c>Authorization</c> that pulls must bring; empty asks for none.</summary>
    public string Authorization { get; set; } = "";

    public static async Task<TestRegistry> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var registry = new TestRegistry(builder.Build());
        registry._app.Run(registry.ServeAsync);
        await registry._app.StartAsync();
        var addresses = registry._app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!;
        registry.Host = new Uri(addresses.Addresses.First()).Authority;
        return registry;
    }

    /// <returns>The image's full name.</returns>
    public string Add(string name, OciImage image)
    {
        _images[name] = image;
        foreach (var blob in (byte[][])[image.Manifest, image.Config, image.Layer]) _blobs[OciImage.DigestOf(blob)] = blob;
        return $"{Host}/{name}:1";
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        if (Authorization.Length > 0 && http.Request.Headers.Authorization != Authorization)
        {
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"test\"";
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var words = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var reference = words[^1];
        var body = words switch
        {
            ["v2"] => [],
            ["v2", var name, "manifests", "1"] => _images.GetValueOrDefault(name)?.Manifest,
            ["v2", _, "manifests" or "blobs", _] => _blobs.GetValueOrDefault(reference),
            _ => null,
        };
        if (body is null)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        http.Response.ContentType = path.Contains("/manifests/", StringComparison.Ordinal) ? OciImage.ManifestType : "application/octet-stream";
        http.Response.Headers["Docker-Content-Digest"] = OciImage.DigestOf(body);
        http.Response.ContentLength = body.Length;
        if (HttpMethods.IsGet(http.Request.Method)) await http.Response.Body.WriteAsync(body);
    }
}
