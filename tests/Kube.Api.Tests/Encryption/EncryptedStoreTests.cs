using System.Text;
using Kube.Api.Client;
using Kube.Api.Encryption;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kube.Api.Tests.Encryption;

/// <summary>Encryption in a store of real files, opened again and again with other configurations.</summary>
public sealed class EncryptedStoreTests : IDisposable
{
    private const string One = "{aesgcm: {keys: [{name: one, secret: AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=}]}}";
    private const string Two = "{secretbox: {keys: [{name: two, secret: HxwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgEAAAE=}]}}";
    private const string Plain = "{identity: {}}";
    private const string Text = "a text that must lie nowhere";

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Secret_OfAnEncryptedStore_LiesNowhereOnDisk()
    {
        await using (var store = Open(One))
        {
            await CreateAsync(store);
            Assert.Equal(Text, await ReadAsync(store));
        }

        // The config map, which is not encrypted, shows that the search finds what is there.
        Assert.True(IsOnDisk(Text + ", said openly"));
        Assert.True(IsOnDisk("k8s:enc:aesgcm:v1:one:"));
        Assert.False(IsOnDisk(Convert.ToBase64String(Encoding.UTF8.GetBytes(Text))));

        await using var again = Open(One);
        Assert.Equal(Text, await ReadAsync(again));
        var watched = await again.GetRequiredService<IKubeClient>().For<V1Secret>().ListAsync("a", new ListOptions { LabelSelector = "kind=hidden" }, Cancel);
        Assert.Single(watched.Items);
    }

    [Fact]
    public async Task Keys_ThatRotate_ReadOldValuesAndWriteNewOnes()
    {
        await using (var store = Open(One)) await CreateAsync(store);

        // The new key writes, the old one still reads; an update that changes nothing writes the value anew.
        await using (var store = Open(Two, One))
        {
            Assert.Equal(Text, await ReadAsync(store));
            var before = await RevisionAsync(store);
            var after = await TouchAsync(store);
            Assert.NotEqual(before, after);
            Assert.Equal(after, await TouchAsync(store));
        }

        await using (var store = Open(Two)) Assert.Equal(Text, await ReadAsync(store));

        // And back to the open: what is encrypted is read, what is written lies there as it is.
        await using (var store = Open(Plain, Two))
        {
            await TouchAsync(store);
            Assert.Equal(Text, await ReadAsync(store));
        }

        await using (var store = Open()) Assert.Equal(Text, await ReadAsync(store));
    }

    [Fact]
    public async Task Value_WithoutItsKey_IsRefusedInUpstreamsWords()
    {
        await using (var store = Open(One)) await CreateAsync(store);
        await using (var store = Open())
        {
            var refusal = await Assert.ThrowsAsync<InternalErrorException>(() => ReadAsync(store));
            Assert.Equal("Internal error occurred: unable to transform key \"/registry/secrets/a/hidden\": identity transformer tried to read encrypted data", refusal.Message);
        }

        await using (var store = Open(Two))
        {
            var refusal = await Assert.ThrowsAsync<InternalErrorException>(() => ReadAsync(store));
            Assert.Equal("Internal error occurred: unable to transform key \"/registry/secrets/a/hidden\": no matching prefix found", refusal.Message);

            // The key comes while the server runs.
            store.GetRequiredService<ValueEncryption>().Configure(EncryptionRules.Parse(Configuration([Two, One])));
            Assert.Equal(Text, await ReadAsync(store));
        }
    }

    private ServiceProvider Open(params string[] providers)
    {
        var services = new ServiceCollection().AddLogging(static logs => logs.ClearProviders());
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

    private static byte[] Configuration(string[] providers) => Encoding.UTF8.GetBytes($"""
        apiVersion: apiserver.config.k8s.io/v1
        kind: EncryptionConfiguration
        resources:
        - resources: [secrets]
          providers: [{string.Join(", ", providers)}]
        """);

    private static async Task CreateAsync(ServiceProvider store)
    {
        var client = store.GetRequiredService<IKubeClient>();
        await client.For<V1Namespace>().CreateAsync(new() { Metadata = new() { Name = "a" } }, WriteOptions.Default, Cancel);
        var labels = new Dictionary<string, string> { ["kind"] = "hidden" };
        await client.For<V1Secret>().CreateAsync(
            new() { Metadata = new() { Namespace = "a", Name = "hidden", Labels = labels }, Data = new() { ["t"] = Encoding.UTF8.GetBytes(Text) } }, WriteOptions.Default, Cancel);
        await client.For<V1ConfigMap>().CreateAsync(
            new() { Metadata = new() { Namespace = "a", Name = "open" }, Data = new() { ["t"] = Text + ", said openly" } }, WriteOptions.Default, Cancel);
    }

    private static async Task<string> ReadAsync(ServiceProvider store) =>
        Encoding.UTF8.GetString((await store.GetRequiredService<IKubeClient>().For<V1Secret>().GetAsync(new("a", "hidden"), Cancel)).Data!["t"]);

    private static async Task<string?> RevisionAsync(ServiceProvider store) =>
        (await store.GetRequiredService<IKubeClient>().For<V1Secret>().GetAsync(new("a", "hidden"), Cancel)).Metadata.ResourceVersion;

    /// <summary>An update that changes nothing; the revision after it.</summary>
    private static async Task<string?> TouchAsync(ServiceProvider store)
    {
        var secrets = store.GetRequiredService<IKubeClient>().For<V1Secret>();
        return (await secrets.UpdateAsync(await secrets.GetAsync(new("a", "hidden"), Cancel), WriteOptions.Default, Cancel)).Metadata.ResourceVersion;
    }

    private bool IsOnDisk(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Directory.EnumerateFiles(_directory.Combine("store")).Where(static file => Path.GetFileName(file) != "lock")
            .Any(file => File.ReadAllBytes(file).AsSpan().IndexOf(bytes) >= 0);
    }
}
