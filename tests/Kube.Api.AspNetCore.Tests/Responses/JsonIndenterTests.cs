using System.Buffers;
using System.Text;
using Kube.Api.AspNetCore.Responses;

namespace Kube.Api.AspNetCore.Tests.Responses;

public sealed class JsonIndenterTests
{
    [Fact]
    public void Write_Compact_IndentsAsGoDoes()
    {
        var output = new ArrayBufferWriter<byte>();

        JsonIndenter.Write("""{"a":{},"b":[],"c":[1,{"d":"x:,{\"}"}],"e":null}"""u8, output);

        Assert.Equal("{\n  \"a\": {},\n  \"b\": [],\n  \"c\": [\n    1,\n    {\n      \"d\": \"x:,{\\\"}\"\n    }\n  ],\n  \"e\": null\n}", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("deflate, gzip;q=0.5", true)]
    [InlineData("br", false)]
    [InlineData("", false)]
    public void GzipEncoder_AcceptEncoding_IsRead(string header, bool accepted) => Assert.Equal(accepted, GzipEncoder.IsAccepted(header));

    [Fact]
    public void AuditIds_Next_AreUuidsThatDiffer()
    {
        var ids = new AuditIds();
        var made = Enumerable.Range(0, 1000).Select(_ => ids.Next()).ToList();

        Assert.Equal(1000, made.Distinct().Count());
        Assert.All(made, id => Assert.Equal(4, Guid.Parse(id).Version));
    }
}
