using System.Buffers;
using System.Text;
using Kube.Api.Yaml;
using Xunit;

namespace Kube.Api.Models.Tests.Golden;

public sealed class GoldenTests
{
    public static TheoryData<string> Names => [.. GoldenObject.Names];

    [Fact]
    public void Names_AreAllOfUpstreams() => Assert.Equal(185, GoldenObject.Names.Count());

    [Theory]
    [MemberData(nameof(Names))]
    public void Json_ThroughObject_SameBytes(string name)
    {
        var golden = GoldenObject.Load(name);
        var report = new DecodeReport();
        var value = golden.Codec.Decode(golden.Json, report);
        Assert.Empty(report.Findings);
        Assert.Equal(Encoding.UTF8.GetString(golden.Json), Encoding.UTF8.GetString(golden.EncodeJson(value)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Protobuf_ThroughObject_SameBytes(string name)
    {
        var golden = GoldenObject.Load(name);
        var value = golden.Codec.DecodeProtobuf(golden.Protobuf);
        Assert.Equal(golden.Protobuf, golden.EncodeProtobuf(value));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void JsonAndProtobuf_AreTheSameObject(string name)
    {
        var golden = GoldenObject.Load(name);
        var fromJson = golden.Codec.Decode(golden.Json, null);
        var fromProtobuf = golden.Codec.DecodeProtobuf(golden.Protobuf);
        Assert.Equal(Encoding.UTF8.GetString(golden.Json), Encoding.UTF8.GetString(golden.EncodeJson(fromProtobuf)));
        Assert.Equal(golden.Protobuf, golden.EncodeProtobuf(fromJson));
        Assert.True(golden.Codec.SemanticEquals(fromJson, fromProtobuf));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void DeepClone_IsEqualAndTheSameBytes(string name)
    {
        var golden = GoldenObject.Load(name);
        var value = golden.Codec.Decode(golden.Json, null);
        var clone = golden.Codec.DeepClone(value);
        Assert.True(golden.Codec.SemanticEquals(value, clone));
        Assert.Equal(golden.EncodeJson(value), golden.EncodeJson(clone));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Yaml_BothWays_SameText(string name)
    {
        var golden = GoldenObject.Load(name);
        var value = golden.Codec.Decode(KubeYaml.ToJson(Encoding.UTF8.GetBytes(golden.Yaml)), new DecodeReport());
        Assert.Equal(Encoding.UTF8.GetString(golden.Json), Encoding.UTF8.GetString(golden.EncodeJson(value)));
        var yaml = new ArrayBufferWriter<byte>();
        KubeYaml.Write(golden.Json, yaml);
        Assert.Equal(golden.Yaml, Encoding.UTF8.GetString(yaml.WrittenSpan));
    }
}
