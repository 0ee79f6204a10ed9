using System.Buffers;
using System.Text;
using Kube.Api.Yaml;
using Xunit;

namespace Kube.Api.Models.Tests.Properties;

public sealed class RoundTripProperties
{
    private static int Rounds => Environment.GetEnvironmentVariable("KUBE_LONG") == "1" ? 200 : 6;

    public static TheoryData<string> Groups => [.. KubernetesTypes.All.Select(kind => $"{kind.Group}/{kind.Version}").Distinct()];

    [Theory]
    [MemberData(nameof(Groups))]
    public void Json_AnyObject_ComesBackEqual(string group) => ForEach(group, static (codec, value) =>
    {
        var json = Json(codec, value);
        var report = new DecodeReport();
        var back = codec.Decode(json, report);
        Assert.Empty(report.Findings);
        Assert.True(codec.SemanticEquals(value, back), Encoding.UTF8.GetString(json));
        Assert.Equal(json, Json(codec, back));
    });

    [Theory]
    [MemberData(nameof(Groups))]
    public void Protobuf_AnyObject_ComesBackEqual(string group) => ForEach(group, static (codec, value) =>
    {
        if (!codec.HasProtobuf) { Assert.Throws<NotSupportedException>(() => codec.EncodeProtobuf(value, new ArrayBufferWriter<byte>())); return; }
        var output = new ArrayBufferWriter<byte>();
        codec.EncodeProtobuf(value, output);
        var back = codec.DecodeProtobuf(output.WrittenMemory);
        Assert.True(codec.SemanticEquals(value, back), Encoding.UTF8.GetString(Json(codec, value)));
        Assert.Equal(Canonical(codec, value), Canonical(codec, back));
    });

    [Theory]
    [MemberData(nameof(Groups))]
    public void DeepClone_AnyObject_SharesNothing(string group) => ForEach(group, static (codec, value) =>
    {
        var clone = codec.DeepClone(value);
        Assert.True(codec.SemanticEquals(value, clone));
        var before = Json(codec, clone);
        RandomObjects.Ruin(value);
        Assert.Equal(before, Json(codec, clone));
    });

    [Theory]
    [MemberData(nameof(Groups))]
    public void SemanticEquals_AnotherObject_SaysWhatTheBytesSay(string group) => ForEach(group, static (codec, value) =>
    {
        var other = new RandomObjects(Json(codec, value).Length).Make(codec);
        if (codec.SemanticEquals(value, other)) Assert.Equal(Canonical(codec, value), Canonical(codec, other));
        Assert.Equal(codec.SemanticEquals(value, other), codec.SemanticEquals(other, value));
        Assert.False(codec.SemanticEquals(value, null));
    });

    [Fact]
    public void Yaml_AnyPod_ComesBackTheSame()
    {
        var codec = KubernetesTypes.Codec<V1Pod>();
        for (var seed = 0; seed < Rounds * 5; seed++)
        {
            var json = Json(codec, new RandomObjects(seed).Make(codec));
            if (json.AsSpan().IndexOf("\u2028"u8) >= 0 || json.AsSpan().IndexOf("\\u2028"u8) >= 0) continue;   // a line end to the YAML parser
            var yaml = new ArrayBufferWriter<byte>();
            KubeYaml.Write(json, yaml);
            Assert.Equal(Encoding.UTF8.GetString(json), Encoding.UTF8.GetString(Json(codec, codec.Decode(KubeYaml.ToJson(yaml.WrittenSpan), null))));
        }
    }

    private static void ForEach(string group, Action<ObjectCodec, IKubernetesObject> property)
    {
        foreach (var kind in KubernetesTypes.All.Where(kind => $"{kind.Group}/{kind.Version}" == group))
        {
            var codec = KubernetesTypes.Find(kind)!;
            for (var seed = 0; seed < Rounds; seed++) property(codec, new RandomObjects((seed * 7919) + kind.Kind.Length).Make(codec));
        }
    }

    private static byte[] Json(ObjectCodec codec, IKubernetesObject value)
    {
        var output = new ArrayBufferWriter<byte>();
        codec.Encode(value, output);
        return output.WrittenSpan.ToArray();
    }

    // Collections that must be written are null, empty or either, and equal.
    private static string Canonical(ObjectCodec codec, IKubernetesObject value) => Encoding.UTF8.GetString(Json(codec, codec.DeepClone(value))).Replace(":null", ":[]", StringComparison.Ordinal).Replace(":{}", ":[]", StringComparison.Ordinal);
}
