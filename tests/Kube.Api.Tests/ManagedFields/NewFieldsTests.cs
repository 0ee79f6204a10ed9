using System.Buffers;
using System.Text;
using Kube.Api.ManagedFields;
using Kube.Api.Models;
using Kube.Api.Models.Tests.Properties;
using Kube.Api.Tree;
using Xunit;

namespace Kube.Api.Tests.ManagedFields;

/// <summary>The quick way finds what the general one finds, for every kind there is.</summary>
public sealed class NewFieldsTests
{
    private static readonly FieldFilter?[] s_filters =
        [null, FieldFilter.Excluding(FieldSet.Of("status")), FieldFilter.Excluding(FieldSet.Of("spec", "metadata.deletionTimestamp", "metadata.ownerReferences"))];

    [Fact]
    public void Of_RandomObjects_IsWhatTheUpdaterFinds()
    {
        var (quick, all) = (0, 0);
        foreach (var codec in KubernetesTypes.All.Select(static kind => KubernetesTypes.Find(kind)!).Where(static codec => codec.NewObject() is IKubernetesObject<V1ObjectMeta>))
        {
            var empty = Tree(codec, codec.NewObject());
            for (var seed = 0; seed < 12; seed++)
            {
                var made = (IKubernetesObject<V1ObjectMeta>)new RandomObjects((seed * 7919) + codec.Kind.Kind.Length).Make(codec);
                (made.Metadata ??= new()).ManagedFields = null;
                var tree = Tree(codec, made);
                // As they come, with texts that must be escaped; and with plain ones, which the quick way must know.
                foreach (var value in (TreeObject[])[tree, (TreeObject)Plain(tree)])
                {
                    all++;
                    var filter = s_filters[seed % s_filters.Length];
                    var found = NewFields.Of(value.ToUtf8(), empty, codec.Schema, filter);
                    if (found is null) continue;
                    quick++;
                    Assert.True(Expected(codec, empty, value, filter) == Encoding.UTF8.GetString(found), $"{codec.Kind} seed {seed}: {value}");
                }
            }
        }

        Assert.True(quick > all / 3, $"of {all} objects only {quick} went the quick way");
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"a","labels":{"x":"1"}},"spec":{"containers":[{"name":"b","ports":[{"containerPort":81,"protocol":"TCP"},{"containerPort":9,"protocol":"UDP"}]},{"name":"a"}]},"status":{}}""", true)]
    [InlineData("""{"metadata":{"finalizers":["b/c","a/b"],"annotations":{}},"spec":{"containers":[],"volumes":[]},"status":{"phase":"x"}}""", true)]
    [InlineData("""{"metadata":{"ownerReferences":[{"apiVersion":"v1","kind":"A","name":"b","uid":"2"},{"apiVersion":"v1","kind":"A","name":"a","uid":"1"}]},"spec":{"containers":null},"status":{}}""", true)]
    [InlineData("""{"metadata":{},"spec":{"containers":[{"name":"a"},{"name":"a"}]},"status":{}}""", false)]
    [InlineData("""{"metadata":{},"spec":{"containers":[{"image":"a"}]},"status":{}}""", false)]
    [InlineData("""{"metadata":{"labels":{"a<b":"c"}},"spec":{"containers":null},"status":{}}""", false)]
    [InlineData("""{"metadata":{"finalizers":["a","a"]},"spec":{"containers":null},"status":{}}""", false)]
    [InlineData("""{"metadata":{},"spec":{"unheard":1},"status":{}}""", false)]
    public void Of_Pod_KnowsThePlainCases(string json, bool isPlain)
    {
        var codec = KubernetesTypes.Codec<V1Pod>();
        var empty = Tree(codec, codec.NewObject());
        var value = (TreeObject)TreeNode.Parse(json);
        var found = NewFields.Of(Encoding.UTF8.GetBytes(json), empty, codec.Schema, null);
        Assert.Equal(isPlain, found is not null);
        if (found is not null) Assert.Equal(Expected(codec, empty, value, null), Encoding.UTF8.GetString(found));
    }

    private static string Expected(ObjectCodec codec, TreeObject empty, TreeObject value, FieldFilter? filter)
    {
        var entries = ManagedFieldsUpdater.Update(new()
        {
            Schema = codec.Schema,
            Current = empty,
            Proposed = value,
            IsCreate = true,
            Manager = "m",
            ApiVersion = codec.Kind.ApiVersion,
            Now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
            Reset = filter,
        });
        return entries.Count == 0 ? "" : Encoding.UTF8.GetString(Assert.Single(entries).FieldsV1.Span);
    }

    private static TreeObject Tree(ObjectCodec codec, IKubernetesObject obj)
    {
        var output = new ArrayBufferWriter<byte>();
        codec.EncodeUnstored(obj, output);
        return (TreeObject)TreeNode.Parse(output.WrittenMemory);
    }

    private static TreeNode Plain(TreeNode node) => node switch
    {
        TreeObject map => TreeObject.Of([.. map.Members.ToArray().Select(static member => new TreeMember(Plain(member.Name), Plain(member.Value)))]),
        TreeArray list => TreeArray.Of([.. list.Items.ToArray().Select(Plain)]),
        TreeString text => TreeString.Of(Plain(text.Value)),
        _ => node,
    };

    private static string Plain(string text) => text.Length > 0 && text.All(char.IsAsciiLetterOrDigit) ? text : "x" + Convert.ToHexString(Encoding.UTF8.GetBytes(text));
}
