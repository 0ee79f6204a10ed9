using System.Diagnostics;
using System.Text;
using Kube.Api.Models.Tests.Golden;
using Kube.Api.Yaml;
using Xunit;

namespace Kube.Api.Models.Tests.Hostile;

/// <summary>Bytes from someone who means harm: every one is read or refused, soon and within bounds.</summary>
public sealed class HostileInputTests
{
    private static readonly string[] s_kinds = ["core.v1.ConfigMap", "core.v1.Service", "core.v1.Pod", "rbac.authorization.k8s.io.v1.ClusterRole", "coordination.k8s.io.v1.Lease", "core.v1.Event", "core.v1.DeleteOptions"];

    private static int Inputs => Environment.GetEnvironmentVariable("KUBE_LONG") == "1" ? 1_000_000 : 50_000;

    [Fact]
    public void Json_Mutated_ReadOrRefused() => Mutate(golden => golden.Json, "{}[]\",:0123456789.eE-+\\u \n\tntf\u0080"u8.ToArray(), static (golden, bytes) => golden.Codec.Decode(bytes, new DecodeReport()), Inputs);

    [Fact]
    public void Protobuf_Mutated_ReadOrRefused() => Mutate(golden => golden.Protobuf, [0, 1, 2, 7, 8, 10, 18, 0x7F, 0x80, 0xFF], static (golden, bytes) => golden.Codec.DecodeProtobuf(bytes), Inputs);

    [Fact]
    public void Yaml_Mutated_ReadOrRefused() => Mutate(
        static golden => Encoding.UTF8.GetBytes(string.Join('\n', golden.Yaml.Split('\n').Take(12))),
        "{}[]\",:-|>&*!%@`#?'<~ \n\t\\0aé"u8.ToArray(),
        static (golden, bytes) => golden.Codec.Decode(KubeYaml.ToJson(bytes), new DecodeReport()),
        Inputs);

    [Theory]
    [InlineData("""{"x":""", "", 200_000)]
    [InlineData("[", "", 200_000)]
    [InlineData("""{"spec":{"x":[""", "", 100_000)]
    [InlineData("""{"x":""", "}", 9_000)]
    public void Json_Deep_ReadOrRefused(string open, string close, int levels)
    {
        var text = string.Concat(Enumerable.Repeat(open, levels)) + "1" + string.Concat(Enumerable.Repeat(close, levels));
        Read(() => KubernetesTypes.Codec<V1Pod>().Read(Encoding.UTF8.GetBytes(text), new DecodeReport()));
    }

    [Fact]
    public void Json_DeepSchema_RefusedBeforeTheStackEnds()
    {
        var text = "{\"spec\":{\"versions\":[{\"schema\":{\"openAPIV3Schema\":" + string.Concat(Enumerable.Repeat("{\"not\":", 100_000));
        Assert.Throws<ModelFormatException>(() => KubernetesTypes.Codec<V1CustomResourceDefinition>().Read(Encoding.UTF8.GetBytes(text)));
        text = "{\"spec\":{\"versions\":[{\"schema\":{\"openAPIV3Schema\":" + string.Concat(Enumerable.Repeat("{\"not\":", 500)) + "{}" + new string('}', 500) + "}}]}}";
        Assert.NotNull(KubernetesTypes.Codec<V1CustomResourceDefinition>().Read(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Protobuf_DeepMessages_RefusedBeforeTheStackEnds()
    {
        var message = Array.Empty<byte>();
        for (var i = 0; i < 3_000; i++) message = Field(28, message);                      // JSONSchemaProps.not
        foreach (var number in new[] { 1, 4, 7, 1 }) message = Field(number, message);     // validation, schema, versions, spec … of a CRD
        Read(() => KubernetesTypes.Codec<V1CustomResourceDefinition>().DecodeProtobuf(Envelope(message)));
    }

    [Theory]
    [InlineData(new byte[] { 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07 })]                         // a length of 2 GiB
    [InlineData(new byte[] { 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })]
    [InlineData(new byte[] { 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })]
    [InlineData(new byte[] { 0x0A })]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 0x00 })]
    [InlineData(new byte[] { 0x08, 0x01 })]                                                 // metadata as a number
    [InlineData(new byte[] { 0x0B })]                                                       // a group that does not end
    public void Protobuf_Broken_Refused(byte[] message) =>
        Assert.Throws<ModelFormatException>(() => KubernetesTypes.Codec<V1ConfigMap>().DecodeProtobuf(Envelope(message)));

    [Fact]
    public void Protobuf_NoEnvelope_Refused() => Assert.Throws<ModelFormatException>(() => KubernetesTypes.Codec<V1ConfigMap>().DecodeProtobuf("{}"u8.ToArray()));

    [Fact]
    public void Json_LongTexts_ReadInLinearTime()
    {
        var codec = KubernetesTypes.Codec<V1ConfigMap>();
        var megabytes = new string('x', 3 << 20);
        foreach (var text in new[] { "{\"data\":{\"a\":\"" + megabytes + "\"}}", $$"""{"{{megabytes}}":1}""", "{\"data\":{\"a\":\"" + string.Concat(Enumerable.Repeat("\\u00e9", 500_000)) + "\"}}", $$"""{"immutable":{{new string('1', 1 << 20)}}}""" })
            Read(() => codec.Read(Encoding.UTF8.GetBytes(text), new DecodeReport()));
        Read(() => codec.Read(Encoding.UTF8.GetBytes("{" + string.Join(',', Enumerable.Range(0, 200_000).Select(i => $"\"x{i}\":1")) + "}"), new DecodeReport()));
        Assert.False(ResourceQuantity.TryParse(new string('9', 1 << 20), out _));
    }

    [Theory]
    [InlineData(new byte[] { 0xFF }, "\uFFFD")]
    [InlineData(new byte[] { 0xE2, 0x82 }, "\uFFFD\uFFFD")]
    [InlineData(new byte[] { 0xC0, 0x80 }, "\uFFFD\uFFFD")]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, "\uFFFD\uFFFD\uFFFD")]
    [InlineData(new byte[] { 0x61, 0xF0, 0x9F, 0x98, 0x62 }, "a\uFFFD\uFFFD\uFFFDb")]
    public void Json_InvalidUtf8_ReplacedByteByByte(byte[] bytes, string text)
    {
        byte[] json = [.. "{\"data\":{\"a\":\""u8, .. bytes, .. "\"}}"u8];
        Assert.Equal(text, KubernetesTypes.Codec<V1ConfigMap>().Read(json).Data!["a"]);
    }

    private static void Mutate(Func<GoldenObject, byte[]> form, byte[] alphabet, Action<GoldenObject, byte[]> read, int inputs)
    {
        var seeds = s_kinds.Select(GoldenObject.Load).Select(golden => (golden, bytes: form(golden))).ToArray();
        var random = new Random(42);
        var slowest = TimeSpan.Zero;
        for (var i = 0; i < inputs; i++)
        {
            var (golden, bytes) = seeds[random.Next(seeds.Length)];
            var mutant = Mutant(bytes, alphabet, random);
            var started = Stopwatch.GetTimestamp();
            Read(() => read(golden, mutant));
            var took = Stopwatch.GetElapsedTime(started);
            if (took > slowest) slowest = took;
        }
        // A pause of the collector or of a busy machine is allowed; an input that costs seconds is not.
        Assert.True(slowest < TimeSpan.FromSeconds(5), $"slowest {slowest}");
    }

    private static byte[] Mutant(byte[] bytes, byte[] alphabet, Random random)
    {
        var mutant = bytes.ToList();
        for (var changes = random.Next(1, 5); changes > 0 && mutant.Count > 0; changes--)
        {
            var at = random.Next(mutant.Count);
            switch (random.Next(6))
            {
                case 0: mutant[at] = (byte)random.Next(256); break;
                case 1: mutant[at] = alphabet[random.Next(alphabet.Length)]; break;
                case 2: mutant.Insert(at, alphabet[random.Next(alphabet.Length)]); break;
                case 3: mutant.RemoveRange(at, Math.Min(random.Next(1, 20), mutant.Count - at)); break;
                case 4: mutant.RemoveRange(at, mutant.Count - at); break;
                default: mutant.InsertRange(at, mutant.GetRange(random.Next(mutant.Count) is var from ? from : 0, Math.Min(random.Next(1, 40), mutant.Count - from))); break;
            }
        }
        return [.. mutant];
    }

    // Refusing has one way; anything else escapes and fails the test.
    private static void Read(Action read)
    {
        try
        {
            read();
        }
        catch (Exception error) when (error is ModelFormatException or FormatException)
        {
            Assert.NotEmpty(error.Message);
        }
    }

    private static byte[] Field(int number, byte[] value)
    {
        var bytes = new List<byte>();
        Varint(bytes, (uint)(number << 3) | 2);
        Varint(bytes, (uint)value.Length);
        bytes.AddRange(value);
        return [.. bytes];
    }

    private static byte[] Envelope(byte[] message) => [.. "k8s\0"u8, .. Field(2, message)];

    private static void Varint(List<byte> bytes, uint value)
    {
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
    }
}
