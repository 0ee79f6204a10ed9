using System.Buffers;
using System.Text;
using Kube.Api.Models;
using Kube.Api.Objects;

namespace Kube.Api.Tests.Objects;

public sealed class ObjectLayoutTests
{
    [Theory]
    [InlineData("""{"kind":"A","apiVersion":"v1","metadata":{"name":"n","uid":"u","generation":1}}""", """{"kind":"A","apiVersion":"v1","metadata":{"name":"n","uid":"u","resourceVersion":"7","generation":1}}""")]
    [InlineData("""{"kind":"A","apiVersion":"v1","metadata":{"name":"n"}}""", """{"kind":"A","apiVersion":"v1","metadata":{"name":"n","resourceVersion":"7"}}""")]
    [InlineData("""{"kind":"A","apiVersion":"v1","metadata":{}}""", """{"kind":"A","apiVersion":"v1","metadata":{"resourceVersion":"7"}}""")]
    [InlineData("""{"kind":"A","apiVersion":"v1","metadata":{"labels":{}},"spec":{}}""", """{"kind":"A","apiVersion":"v1","metadata":{"resourceVersion":"7","labels":{}},"spec":{}}""")]
    public void WriteJson_Revision_StandsAfterUid(string stored, string served)
    {
        var obj = new ServedObject(StatusObjects.Codec, null, Encoding.UTF8.GetBytes(stored));
        Assert.Equal(served, Written(output => obj.WriteJson(output, 7)));
        Assert.Equal(stored, Written(output => obj.WriteJson(output, 0)));
    }

    [Fact]
    public void WriteJsonListItem_KindAndApiVersion_AreLeftOut()
    {
        var obj = new ServedObject(StatusObjects.Codec, null, """{"kind":"A","apiVersion":"v1","metadata":{"name":"n"},"spec":{}}"""u8.ToArray());
        Assert.Equal("""{"metadata":{"name":"n","resourceVersion":"7"},"spec":{}}""", Written(output => obj.WriteJsonListItem(output, 7)));
    }

    private static string Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
