using System.Text;
using Kube.Api.Client;
using Kube.Api.Encryption;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.Tests.Encryption;

/// <summary>Encryption in a store of real files, opened again and again with other configurations.</summary>
public sealed class EncryptedStoreTests : EncryptedStoreTest
{
    private const string One = "{aesgcm: {keys: [{name: one, secret: AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=}]}}";
    private const string Two = "{secretbox: {keys: [{name: two, secret: HxwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgEAAAE=}]}}";
    private const string Plain = "{identity: {}}";

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
}
