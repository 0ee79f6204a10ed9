using System.Security.Cryptography;
using System.Text;
using Kube.Api.Catalog;
using Kube.Api.Encryption;

namespace Kube.Api.Tests.Encryption;

public sealed class EncryptionRulesTests
{
    private const string Key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    [Theory]
    [InlineData("aesgcm", "k8s:enc:aesgcm:v1:one:")]
    [InlineData("aescbc", "k8s:enc:aescbc:v1:one:")]
    [InlineData("secretbox", "k8s:enc:chacha20poly1305:v1:one:")]
    public void Cipher_OfEachProvider_WritesItsPrefixAndReadsItself(string provider, string prefix)
    {
        var cipher = Rules($"{{{provider}: {{keys: [{{name: one, secret: {Key}}}]}}}}").Find(new("", "v1", "secrets"))!.Writer!;
        var plain = Encoding.UTF8.GetBytes(new string('x', 1000));
        var first = cipher.Seal(plain, "/registry/secrets/a/b"u8);
        var second = cipher.Seal(plain, "/registry/secrets/a/b"u8);
        Assert.StartsWith(prefix, Encoding.Latin1.GetString(first), StringComparison.Ordinal);
        Assert.NotEqual(first, second);
        Assert.True(first.AsSpan().IndexOf("xxxx"u8) < 0);
        Assert.Equal(plain, cipher.Open(first.AsSpan(prefix.Length), "/registry/secrets/a/b"u8));
        if (provider == "aescbc") return;

        // Bound to its place, and to every byte of it.
        Assert.ThrowsAny<CryptographicException>(() => cipher.Open(first.AsSpan(prefix.Length), "/registry/secrets/a/c"u8));
        first[^20] ^= 1;
        Assert.ThrowsAny<CryptographicException>(() => cipher.Open(first.AsSpan(prefix.Length), "/registry/secrets/a/b"u8));
    }

    /// <summary>What upstream's aesgcm wrote is a nonce, the text and the tag: a value made elsewhere by that rule is read.</summary>
    [Fact]
    public void AesGcm_ValueMadeByUpstreamsRule_IsRead()
    {
        var key = Convert.FromBase64String(Key);
        var nonce = new byte[12];
        var plain = "{\"kind\":\"Secret\"}"u8.ToArray();
        var (text, tag) = (new byte[plain.Length], new byte[16]);
        using (var aes = new AesGcm(key, 16)) aes.Encrypt(nonce, plain, text, tag, "/registry/secrets/a/b"u8);
        var cipher = new AesGcmCipher("one", key);
        Assert.Equal(plain, cipher.Open([.. nonce, .. text, .. tag], "/registry/secrets/a/b"u8));
    }

    [Theory]
    [InlineData("secrets", "", "secrets", true)]
    [InlineData("secrets", "apps", "secrets", false)]
    [InlineData("deployments.apps", "apps", "deployments", true)]
    [InlineData("pandas.awesome.bears.example", "awesome.bears.example", "pandas", true)]
    [InlineData("'*.apps'", "apps", "replicasets", true)]
    [InlineData("'*.apps'", "", "pods", false)]
    [InlineData("'*.'", "", "pods", true)]
    [InlineData("'*.'", "apps", "replicasets", false)]
    [InlineData("'*.*'", "batch", "jobs", true)]
    public void Rule_ByName_MatchesResources(string name, string group, string resource, bool matches) =>
        Assert.Equal(matches, Rules("{identity: {}}", name).Find(new GroupVersionResource(group, "v1", resource)) is not null);

    [Theory]
    [InlineData("{}", "secrets", "resources[0].providers[0]: provider does not contain any of the expected providers")]
    [InlineData("{aesgcm: {keys: []}}", "secrets", "resources[0].providers[0].aesgcm.keys: at least one key is required")]
    [InlineData("{aesgcm: {keys: [{name: a, secret: AAAA}]}}", "secrets", "secret is not of the expected length, got 3, expected one of [16 24 32]")]
    [InlineData("{secretbox: {keys: [{name: a, secret: '!'}]}}", "secrets", "resources[0].providers[0].secretbox.keys[0].secret: secret must be base64 encoded")]
    [InlineData("{aesgcm: {keys: [{secret: AAAA}]}}", "secrets", "keys[0].name: key name is required")]
    [InlineData("{identity: {}, aesgcm: {}}", "secrets", "more than one provider specified in a single element")]
    [InlineData("{rot13: {}}", "secrets", "the provider rot13 is not known here")]
    [InlineData("{identity: {}}", "'*'", "resources[0].resources[0]: \"*\": use *.<group>")]
    public void Parse_OfWhatCannotBeDone_SaysWhere(string provider, string name, string message) =>
        Assert.Contains(message, Assert.Throws<EncryptionConfigurationException>(() => Rules(provider, name)).Message, StringComparison.Ordinal);

    private static EncryptionRules Rules(string provider, string name = "secrets") => EncryptionRules.Parse(Encoding.UTF8.GetBytes($"""
        apiVersion: apiserver.config.k8s.io/v1
        kind: EncryptionConfiguration
        resources:
        - resources: [{name}]
          providers:
          - {provider}
        """));
}
