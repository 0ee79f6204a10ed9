using System.Text;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kube.Api.Tests.Encryption;

/// <summary>A store of real files, opened again and again with other configurations, and a secret in it.</summary>
public abstract class EncryptedStoreTest : IDisposable
{
    protected const string Text = "a text that must lie nowhere";

    private readonly TemporaryDirectory _directory = new();

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    protected ServiceProvider Open(params string[] providers) => Open(null, providers);

    protected ServiceProvider Open(Action<IServiceCollection>? configure, string[] providers)
    {
        var services = new ServiceCollection().AddLogging(static logs => logs.ClearProviders());
        configure?.Invoke(services);
        services.AddKubeStore().UseEmbedded(wal => wal.Directory = _directory.Combine("store"));
        var api = services.AddKubeApi().AddKubernetesResources();
        if (providers.Length > 0)
        {
            var file = _directory.Combine("encryption.yaml");
            File.WriteAllBytes(file, Configuration(providers));
            api.AddEncryption(encryption => encryption.ConfigFile = file);
        }

        return services.BuildServiceProvider();
    }

    /// <summary>A configuration that has secrets encrypted.</summary>
    protected static byte[] Configuration(string[] providers) => Encoding.UTF8.GetBytes($"""
        apiVersion: apiserver.config.k8s.io/v1
        kind: EncryptionConfiguration
        resources:
        - resources: [secrets]
          providers: [{string.Join(", ", providers)}]
        """);

    protected static async Task CreateAsync(ServiceProvider store)
    {
        var client = store.GetRequiredService<IKubeClient>();
        await client.For<V1Namespace>().CreateAsync(new() { Metadata = new() { Name = "a" } }, WriteOptions.Default, Cancel);
        var labels = new Dictionary<string, string> { ["kind"] = "hidden" };
        await client.For<V1Secret>().CreateAsync(
            new() { Metadata = new() { Namespace = "a", Name = "hidden", Labels = labels }, Data = new() { ["t"] = Encoding.UTF8.GetBytes(Text) } }, WriteOptions.Default, Cancel);
        await client.For<V1ConfigMap>().CreateAsync(
            new() { Metadata = new() { Namespace = "a", Name = "open" }, Data = new() { ["t"] = Text + ", said openly" } }, WriteOptions.Default, Cancel);
    }

    protected static async Task<string> ReadAsync(ServiceProvider store) =>
        Encoding.UTF8.GetString((await store.GetRequiredService<IKubeClient>().For<V1Secret>().GetAsync(new("a", "hidden"), Cancel)).Data!["t"]);

    protected static async Task<string?> RevisionAsync(ServiceProvider store) =>
        (await store.GetRequiredService<IKubeClient>().For<V1Secret>().GetAsync(new("a", "hidden"), Cancel)).Metadata.ResourceVersion;

    /// <summary>An update that changes nothing; the revision after it.</summary>
    protected static async Task<string?> TouchAsync(ServiceProvider store)
    {
        var secrets = store.GetRequiredService<IKubeClient>().For<V1Secret>();
        return (await secrets.UpdateAsync(await secrets.GetAsync(new("a", "hidden"), Cancel), WriteOptions.Default, Cancel)).Metadata.ResourceVersion;
    }

    protected bool IsOnDisk(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Directory.EnumerateFiles(_directory.Combine("store")).Where(static file => Path.GetFileName(file) != "lock")
            .Any(file => File.ReadAllBytes(file).AsSpan().IndexOf(bytes) >= 0);
    }
}
