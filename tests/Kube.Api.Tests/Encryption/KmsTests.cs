using System.Security.Cryptography;
using System.Text;
using Kube.Api.Client;
using Kube.Api.Encryption;
using Kube.Api.Encryption.Kms;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kube.Api.Tests.Encryption;

/// <summary>Values whose keys a key management service guards.</summary>
public sealed class KmsTests : EncryptedStoreTest
{
    [Fact]
    public async Task Secret_GuardedByAService_LiesNowhereOnDiskAndIsReadAgain()
    {
        await using var kms = await TestKms.StartAsync();
        await using (var store = await StartAsync(kms))
        {
            await CreateAsync(store);
            Assert.Equal(Text, await ReadAsync(store));
            await AddAsync(store, "another");
            Assert.Equal((1, 0), (kms.Encrypted, kms.Decrypted));                 // one seed guards them all
        }

        Assert.True(IsOnDisk("k8s:enc:kms:v2:local:"));
        Assert.False(IsOnDisk(Convert.ToBase64String(Encoding.UTF8.GetBytes(Text))));

        await using var again = await StartAsync(kms);
        Assert.Equal(Text, await ReadAsync(again));
        Assert.Equal((2, 1), (kms.Encrypted, kms.Decrypted));
    }

    [Fact]
    public async Task Key_ThatTheServiceChanges_IsWrittenWithFromThenOn()
    {
        await using var kms = await TestKms.StartAsync();
        await using (var store = await StartAsync(kms))
        {
            await CreateAsync(store);
            var before = await RevisionAsync(store);
            Assert.Equal(before, await TouchAsync(store));
            kms.KeyId = "second";
            await AskAsync(store);
            var after = await TouchAsync(store);
            Assert.NotEqual(before, after);
            Assert.Equal(after, await TouchAsync(store));
            Assert.Equal(Text, await ReadAsync(store));
        }

        await using var again = await StartAsync(kms);
        Assert.Equal(Text, await ReadAsync(again));
    }

    [Fact]
    public async Task Service_ThatIsSilentForLong_StopsWritesButNoReads()
    {
        await using var kms = await TestKms.StartAsync();
        var time = new ShiftedTime();
        await using var store = await StartAsync(kms, time);
        await CreateAsync(store);
        var services = store.GetRequiredService<KeyServices>();
        Assert.Equal((1, true, true), (services.Count, services.IsWell(0), services.AreWell()));
        kms.IsWell = false;
        await AskAsync(store);
        Assert.Equal((false, false), (services.IsWell(0), services.AreWell()));
        await AddAsync(store, "soon");

        time.Shift = TimeSpan.FromMinutes(4);
        await AskAsync(store);
        await Assert.ThrowsAsync<InternalErrorException>(() => AddAsync(store, "late"));
        Assert.Equal(Text, await ReadAsync(store));

        kms.IsWell = true;
        await AskAsync(store);
        await AddAsync(store, "late");
        Assert.True(services.AreWell());
    }

    [Fact]
    public async Task Metrics_TellOfCallsAndOfKeysByTheirHash()
    {
        await using var kms = await TestKms.StartAsync();
        await using var store = await StartAsync(kms);
        await CreateAsync(store);
        await ReadAsync(store);
        kms.IsWell = false;
        await AskAsync(store);
        var seen = new MetricList();
        store.GetRequiredService<KmsMetrics>().Collect(seen);

        const string Key = "key_id_hash=sha256:a7937b64b8caa58f03721bb6bacf5c78cb235febe0e70b1b84cd99541461a08e apiserver_id_hash=";
        const string Calls = "apiserver_envelope_encryption_kms_operations_latency_seconds provider_name=local method_name=/v2.KeyManagementService/";
        Assert.Contains(Calls + "Status grpc_status_code=OK: 1", seen.Samples);
        Assert.Contains(Calls + "Encrypt grpc_status_code=OK: 1", seen.Samples);
        Assert.Contains(Calls + "Status grpc_status_code=Unavailable: 1", seen.Samples);
        Assert.Contains("apiserver_envelope_encryption_dek_source_cache_size provider_name=local: 1", seen.Samples);
        Assert.Contains($"apiserver_envelope_encryption_key_id_hash_total transformation_type=to_storage provider_name=local {Key}: 1", seen.Samples);
        Assert.Contains(seen.Samples, sample => sample.StartsWith($"apiserver_envelope_encryption_key_id_hash_status_last_timestamp_seconds provider_name=local {Key}: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Configuration_WithTheSameServiceAgain_AsksItForNothingThatIsKnown()
    {
        await using var kms = await TestKms.StartAsync();
        await using (var store = await StartAsync(kms)) await CreateAsync(store);
        await using var again = await StartAsync(kms);
        Assert.Equal((2, 1), (kms.Encrypted, kms.Decrypted));
        var before = Assert.Single(again.GetRequiredService<ValueEncryption>().Keyrings);

        var rules = EncryptionRules.Parse(Configuration([kms.Provider]));
        await again.GetRequiredService<KmsFollower>().PrepareAsync(rules.Keyrings, Cancel);
        again.GetRequiredService<ValueEncryption>().Configure(rules);
        await AddAsync(again, "another");

        Assert.Equal(Text, await ReadAsync(again));
        Assert.Equal(before.KeyId, Assert.Single(rules.Keyrings).KeyId);
        Assert.Equal((2, 1), (kms.Encrypted, kms.Decrypted));
        // Also what is read from the disk again, as old revisions are.
        var value = new KmsCipher(before).Seal("old"u8, "key"u8);
        var cipher = new KmsCipher(rules.Keyrings[0]);
        Assert.Equal("old"u8.ToArray(), cipher.Open(value.AsSpan(cipher.PrefixBytes.Length), "key"u8));
    }

    [Fact]
    public async Task Host_ThatIsDisposedOf_EndsQuietly()
    {
        await using var kms = await TestKms.StartAsync();
        var store = await StartAsync(kms);
        Assert.Contains(store.GetServices<IHostedService>(), static service => service is KmsFollower);
        await store.DisposeAsync();
    }

    /// <summary>What upstream writes is 32 bytes of which, with the seed, the value's own key is derived, then a nonce, the text and the tag.</summary>
    [Fact]
    public void Seed_ValueMadeByUpstreamsRule_IsRead()
    {
        byte[] seed = [.. Enumerable.Range(0, 32).Select(static i => (byte)i)], info = new byte[32], nonce = new byte[12], tag = new byte[16];
        var plain = "{\"kind\":\"Secret\"}"u8.ToArray();
        var text = new byte[plain.Length];
        using (var aes = new AesGcm(HKDF.Expand(HashAlgorithmName.SHA256, seed, 32, info), 16)) aes.Encrypt(nonce, plain, text, tag, "/registry/secrets/a/b"u8);
        var made = new KmsSeed(seed, isKey: false);
        Assert.Equal(plain, made.Open([.. info, .. nonce, .. text, .. tag], "/registry/secrets/a/b"u8));
        var sealedValue = made.Seal(plain, "/registry/secrets/a/b"u8);
        Assert.Equal(plain, made.Open(sealedValue, "/registry/secrets/a/b"u8));
        Assert.ThrowsAny<CryptographicException>(() => made.Open(sealedValue, "/registry/secrets/a/c"u8));
    }

    [Theory]
    [InlineData("name: local, endpoint: 'unix:///s'", "kms.apiVersion: unsupported apiVersion v1")]
    [InlineData("apiVersion: v2, endpoint: 'unix:///s'", "kms.name: ")]
    [InlineData("apiVersion: v2, name: 'a:b', endpoint: 'unix:///s'", "kms.name: ")]
    [InlineData("apiVersion: v2, name: local", "kms.endpoint: ")]
    [InlineData("apiVersion: v2, name: local, endpoint: 'tcp:///s'", "kms.endpoint: unsupported scheme")]
    [InlineData("apiVersion: v2, name: local, endpoint: 'unix:///s', timeout: -1s", "kms.timeout: ")]
    public void Configuration_OfAServiceThatCannotBe_SaysWhere(string members, string expected)
    {
        var failure = Assert.Throws<EncryptionConfigurationException>(() => EncryptionRules.Parse(Configuration([$"{{kms: {{{members}}}}}"])));
        Assert.StartsWith($"resources[0].providers[0].{expected}", failure.Message, StringComparison.Ordinal);
    }

    private async Task<ServiceProvider> StartAsync(TestKms kms, TimeProvider? time = null)
    {
        var store = Open(services => services.AddSingleton(time ?? TimeProvider.System), [kms.Provider, "{identity: {}}"]);
        await store.GetRequiredService<KmsFollower>().StartAsync(Cancel);
        return store;
    }

    private static Task AskAsync(ServiceProvider store) => store.GetRequiredService<KmsFollower>().PrepareAsync(store.GetRequiredService<ValueEncryption>().Keyrings, Cancel);

    private static async Task AddAsync(ServiceProvider store, string name) =>
        await store.GetRequiredService<IKubeClient>().For<V1Secret>().CreateAsync(new() { Metadata = new() { Namespace = "a", Name = name } }, WriteOptions.Default, Cancel);

    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }
}
