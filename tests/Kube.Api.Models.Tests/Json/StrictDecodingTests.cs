using System.Buffers;
using System.Text;
using Xunit;

namespace Kube.Api.Models.Tests.Json;

public sealed class StrictDecodingTests
{
    [Theory]
    [InlineData("""{"nosuch":1}""", "unknown field \"nosuch\"")]
    [InlineData("""{"spec":{"nosuch":{"a":[1,{}]}}}""", "unknown field \"spec.nosuch\"")]
    [InlineData("""{"spec":{"containers":[{"name":"a"},{"name":"b","foo":1}]}}""", "unknown field \"spec.containers[1].foo\"")]
    [InlineData("""{"metadata":{"Name":"a"}}""", "unknown field \"metadata.Name\"")]
    [InlineData("""{"metadata":{"name":"a","name":"b"}}""", "duplicate field \"metadata.name\"")]
    [InlineData("""{"metadata":{"labels":{"a":"1","a":"2"}}}""", "duplicate field \"metadata.labels.a\"")]
    [InlineData("""{"spec":{"volumes":[{"name":"a","emptyDir":{},"emptyDir":{}}]}}""", "duplicate field \"spec.volumes[0].emptyDir\"")]
    [InlineData("""{"x\"y":1}""", "unknown field \"x\\\"y\"")]
    [InlineData("""{"x":1,"x":2,"kind":"Pod","kind":"Pod"}""", "unknown field \"x\"", "duplicate field \"kind\"")]
    public void Decode_Strict_ReportsInUpstreamsWords(string json, params string[] findings)
    {
        var report = new DecodeReport();
        Pod(json, report);
        Assert.Equal(findings, report.Findings);
    }

    [Fact]
    public void Decode_ManyUnknown_ReportsAHundred()
    {
        var report = new DecodeReport();
        Pod("{" + string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"x{i}\":1")) + "}", report);
        Assert.Equal(100, report.Findings.Count);
    }

    [Fact]
    public void Decode_Duplicate_ObjectsMergeAndLastScalarCounts()
    {
        var pod = Pod("""{"metadata":{"name":"a","labels":{"x":"1"}},"metadata":{"namespace":"n","labels":{"y":"2"}},"spec":{"nodeName":"p","nodeName":"q"}}""");
        Assert.Equal(("a", "n", "q"), (pod.Metadata.Name, pod.Metadata.Namespace, pod.Spec.NodeName));
        Assert.Equal(2, pod.Metadata.Labels!.Count);
    }

    [Theory]
    [InlineData("""{"spec":5}""", "json: cannot unmarshal number into Go struct field Pod.spec of type v1.PodSpec")]
    [InlineData("""{"spec":[]}""", "json: cannot unmarshal array into Go struct field Pod.spec of type v1.PodSpec")]
    [InlineData("""{"metadata":"x"}""", "json: cannot unmarshal string into Go struct field Pod.metadata of type v1.ObjectMeta")]
    [InlineData("""{"spec":{"hostNetwork":"x"}}""", "json: cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool")]
    [InlineData("""{"spec":{"hostname":5}}""", "json: cannot unmarshal number into Go struct field PodSpec.spec.hostname of type string")]
    [InlineData("""{"spec":{"priority":5000000000}}""", "json: cannot unmarshal number 5000000000 into Go struct field PodSpec.spec.priority of type int32")]
    [InlineData("""{"spec":{"terminationGracePeriodSeconds":1.5}}""", "json: cannot unmarshal number 1.5 into Go struct field PodSpec.spec.terminationGracePeriodSeconds of type int64")]
    [InlineData("""{"spec":{"containers":{}}}""", "json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container")]
    [InlineData("""{"spec":{"containers":[{"env":[{"value":1}]}]}}""", "json: cannot unmarshal number into Go struct field EnvVar.spec.containers.env.value of type string")]
    [InlineData("""{"spec":{"containers":[{"ports":[{"containerPort":"x"}]}]}}""", "json: cannot unmarshal string into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32")]
    [InlineData("""{"spec":{"containers":[{"livenessProbe":{"tcpSocket":{"port":1.5}}}]}}""", "json: cannot unmarshal number 1.5 into Go struct field TCPSocketAction.spec.containers.livenessProbe.ProbeHandler.tcpSocket.port of type int32")]
    [InlineData("""{"metadata":{"labels":{"a":1}}}""", "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string")]
    [InlineData("""{"metadata":{"labels":[]}}""", "json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type map[string]string")]
    [InlineData("""{"metadata":{"finalizers":"x"}}""", "json: cannot unmarshal string into Go struct field ObjectMeta.metadata.finalizers of type []string")]
    [InlineData("""{"metadata":{"finalizers":["a",true]}}""", "json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.finalizers of type string")]
    [InlineData("""{"metadata":{"creationTimestamp":"yesterday"}}""", "parsing time \"yesterday\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"yesterday\" as \"2006\"")]
    [InlineData("""{"metadata":{"creationTimestamp":"2024-13-01T00:00:00Z"}}""", "parsing time \"2024-13-01T00:00:00Z\": month out of range")]
    [InlineData("""{"metadata":{"creationTimestamp":5}}""", "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.creationTimestamp of type string")]
    [InlineData("""{"spec":{"containers":[{"resources":{"limits":{"cpu":"x"}}}]}}""", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData("[]", "json: cannot unmarshal array into Go value of type v1.Pod")]
    [InlineData("""{"spec":5,}""", "invalid character '}' looking for beginning of object key string")]
    public void Decode_WrongValue_UpstreamsWords(string json, string message) =>
        Assert.Equal(message, Assert.Throws<ModelFormatException>(() => Pod(json)).Message);

    [Theory]
    [InlineData("", "unexpected end of JSON input")]
    [InlineData("nonsense", "invalid character 'o' in literal null (expecting 'u')")]
    [InlineData("""{"metadata":{"name":"a" """, "unexpected end of JSON input")]
    [InlineData("""{"metadata":{"name":"a",}}""", "invalid character '}' looking for beginning of object key string")]
    [InlineData("{'a':1}", "invalid character '\\'' looking for beginning of object key string")]
    [InlineData("""{"kind":"Pod"}{"a":1}""", "invalid character '{' after top-level value")]
    [InlineData("""{"kind":"Pod"} x""", "invalid character 'x' after top-level value")]
    [InlineData("""{"metadata":{"name":"a\q"}}""", "invalid character 'q' in string escape code")]
    [InlineData("{\"metadata\":{\"name\":\"a\tb\"}}", "invalid character '\\t' in string literal")]
    [InlineData("""{"kind":"Pod",/*x*/"a":1}""", "invalid character '/' looking for beginning of object key string")]
    [InlineData("""{"data":{"a":NaN}}""", "invalid character 'N' looking for beginning of value")]
    [InlineData("\uFEFF{}", "invalid character 'ï' looking for beginning of value")]
    [InlineData("""{"a":1 "b":2}""", "invalid character '\"' after object key:value pair")]
    [InlineData("""{"a" 1}""", "invalid character '1' after object key")]
    [InlineData("""{"a":[1 2]}""", "invalid character '2' after array element")]
    [InlineData("""{"a":01}""", "invalid character '1' after object key:value pair")]
    [InlineData("""{"a":1.}""", "invalid character '}' after decimal point in numeric literal")]
    [InlineData("""{"a":"\u12x4"}""", "invalid character 'x' in \\u hexadecimal character escape")]
    public void Decode_NoJson_UpstreamsWords(string json, string message) =>
        Assert.Equal(message, Assert.Throws<ModelFormatException>(() => Pod(json)).Message);

    [Theory]
    [InlineData("""{"metadata":{"name":"a\u00e9\ud83d\ude00\ud83d\n\"<&"}}""", "{\"metadata\":{\"name\":\"aé\U0001F600\uFFFD\\n\\\"\\u003c\\u0026\"},\"spec\":{\"containers\":null},\"status\":{}}")]
    [InlineData("null", """{"metadata":{},"spec":{"containers":null},"status":{}}""")]
    [InlineData("""{"metadata":{"generateName":"","generation":0,"labels":{},"finalizers":[]},"spec":{"hostNetwork":false,"priority":0,"containers":null}}""", """{"metadata":{},"spec":{"containers":null,"priority":0},"status":{}}""")]
    [InlineData("""{"metadata":{"creationTimestamp":"2024-01-02T05:04:05.678+02:00","deletionTimestamp":null}}""", """{"metadata":{"creationTimestamp":"2024-01-02T03:04:05Z"},"spec":{"containers":null},"status":{}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"c","resources":{"limits":{"memory":"1.5Gi","cpu":0.5}}}]}}""", """{"metadata":{},"spec":{"containers":[{"name":"c","resources":{"limits":{"cpu":"500m","memory":"1536Mi"}}}]},"status":{}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"c","resources":{},"livenessProbe":{"httpGet":{"port":"web"}}}]}}""", """{"metadata":{},"spec":{"containers":[{"name":"c","resources":{},"livenessProbe":{"httpGet":{"port":"web"}}}]},"status":{}}""")]
    [InlineData("""{"status":{"conditions":[{"type":"Ready","status":"True"}]}}""", """{"metadata":{},"spec":{"containers":null},"status":{"conditions":[{"type":"Ready","status":"True","lastProbeTime":null,"lastTransitionTime":null}]}}""")]
    public void Encode_AfterDecode_AsGoWritesIt(string json, string expected)
    {
        var output = new ArrayBufferWriter<byte>();
        KubernetesTypes.Codec<V1Pod>().Write(Pod(json), output);
        Assert.Equal(expected, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    private static V1Pod Pod(string json, DecodeReport? report = null) => KubernetesTypes.Codec<V1Pod>().Read(Encoding.UTF8.GetBytes(json), report);
}
