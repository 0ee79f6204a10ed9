using System.Buffers;
using System.Runtime.InteropServices;
using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Protobuf;
using Kube.Api.Requests;
using Xunit;

namespace Kube.Api.Tests.Objects;

public sealed class ServedObjectProtobufTests
{
    [Fact]
    public async Task Protobuf_OfOneRevision_IsMadeOnce()
    {
        await using var api = await StartAsync();
        var first = await api.Reader.GetAsync(api.Request(Verbs.Get, "configmaps", "n", "a"), GetOptions.Default, ApiUnderTest.Cancel);
        var again = await api.Reader.GetAsync(api.Request(Verbs.Get, "configmaps", "n", "a"), GetOptions.Default, ApiUnderTest.Cancel);
        Assert.True(MemoryMarshal.TryGetArray(first.Object.GetProtobuf(first.Revision), out var one));
        Assert.True(MemoryMarshal.TryGetArray(again.Object.GetProtobuf(again.Revision), out var two));
        Assert.Same(one.Array, two.Array);

        var decoded = (V1ConfigMap)first.Object.Codec.DecodeProtobuf(first.Object.GetProtobuf(first.Revision));
        Assert.Equal($"{first.Revision}", decoded.Metadata.ResourceVersion);
        // An event about the end of an object carries the event's revision.
        decoded = (V1ConfigMap)first.Object.Codec.DecodeProtobuf(first.Object.GetProtobuf(first.Revision + 5));
        Assert.Equal($"{first.Revision + 5}", decoded.Metadata.ResourceVersion);
    }

    [Fact]
    public async Task List_OfItemsEncodedBefore_IsTheListEncodedWhole()
    {
        await using var api = await StartAsync();
        var list = await api.ListAsync("configmaps", "n");
        var metadata = new V1ListMeta { ResourceVersion = $"{list.Revision}", Continue = "token", RemainingItemCount = 7 };
        var pieced = new ArrayBufferWriter<byte>();
        ProtobufList.Write(
            new("", "v1", "ConfigMapList"), metadata, [.. list.Items.Select(item => item.Object.GetProtobuf(item.Revision))], pieced);

        var whole = new ArrayBufferWriter<byte>();
        KubernetesTypes.Codec<V1ConfigMapList>().EncodeProtobuf(
            new V1ConfigMapList { Metadata = metadata, Items = [.. list.Items.Select(item => (V1ConfigMap)item.Object.Decode(item.Revision))] }, whole);
        Assert.Equal(whole.WrittenSpan.ToArray(), pieced.WrittenSpan.ToArray());
    }

    private static async Task<ApiUnderTest> StartAsync()
    {
        var api = new ApiUnderTest();
        await api.AddNamespacesAsync("n");
        await api.CreateAsync("configmaps", "n", """{"metadata":{"name":"a"},"data":{"k":"v"}}""");
        await api.CreateAsync("configmaps", "n", """{"metadata":{"name":"b","labels":{"x":"y"}}}""");
        return api;
    }
}
