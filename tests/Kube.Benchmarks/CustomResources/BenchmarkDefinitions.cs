using System.Text;

namespace Kube.Benchmarks.CustomResources;

/// <summary>Definitions as operators bring them: some seventy described fields, a rule in CEL, columns and subresources; and one whose objects are like a Deployment.</summary>
internal static class BenchmarkDefinitions
{
    public const string Group = "apps.example.com";
    private const int KindsPerGroup = 10;

    private const string Quantities = """{"type":"object","description":"Amounts by resource.","additionalProperties":{"anyOf":[{"type":"integer"},{"type":"string"}],"x-kubernetes-int-or-string":true}}""";

    public static string GroupOf(int i) => $"group-{i / KindsPerGroup}.example.com";

    public static string PluralOf(int i) => $"things{i}";

    /// <summary>Definition number so and so, of about 15 KB.</summary>
    public static string Json(int i) => Definition(GroupOf(i), $"Thing{i}", PluralOf(i), Spec());

    /// <summary>What is served beside Deployments.</summary>
    public static string RolloutJson { get; } = Definition(Group, "Rollout", "rollouts", RolloutSpec);

    /// <summary>A Deployment or a Rollout; the fill makes them equally long where one of them is given more defaults.</summary>
    public static string Workload(string apiVersion, string kind, string name, int fill) => """
        {"apiVersion":"API_VERSION","kind":"KIND","metadata":{"name":"NAME","labels":{"app":"web","tier":"front"},
        "annotations":{"example.com/owner":"team-storefront","example.com/fill":"FILL"}},
        "spec":{"replicas":3,"revisionHistoryLimit":10,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web","tier":"front"}},
        "spec":{"terminationGracePeriodSeconds":30,"containers":[{"name":"web","image":"registry.example.com/shop/web:1.27.3","args":["--port=8080","--log-level=info"],
        "ports":[{"name":"http","containerPort":8080,"protocol":"TCP"},{"name":"metrics","containerPort":9090,"protocol":"TCP"}],
        "env":[{"name":"DATABASE_URL","value":"postgres://db.shop.svc:5432/shop"},{"name":"CACHE_URL","value":"redis://cache.shop.svc:6379"}],
        "resources":{"requests":{"cpu":"100m","memory":"128Mi"},"limits":{"cpu":"500m","memory":"256Mi"}}}],"nodeSelector":{"kubernetes.io/os":"linux"}}}}}
        """.ReplaceLineEndings("").Replace("API_VERSION", apiVersion, StringComparison.Ordinal).Replace("KIND", kind, StringComparison.Ordinal)
            .Replace("NAME", name, StringComparison.Ordinal).Replace("FILL", new string('x', fill), StringComparison.Ordinal);

    private static string RolloutSpec => """
        {"type":"object","required":["selector","template"],"properties":{"replicas":{"type":"integer","format":"int32","default":1,"minimum":0},
        "revisionHistoryLimit":{"type":"integer","format":"int32","default":10},"progressDeadlineSeconds":{"type":"integer","format":"int32","default":600},
        "selector":{"type":"object","properties":{"matchLabels":{"type":"object","additionalProperties":{"type":"string"}}}},
        "template":{"type":"object","properties":{"metadata":{"type":"object","properties":{"labels":{"type":"object","additionalProperties":{"type":"string"}}}},
        "spec":{"type":"object","properties":{"terminationGracePeriodSeconds":{"type":"integer","format":"int64"},"restartPolicy":{"type":"string","default":"Always","enum":["Always","OnFailure","Never"]},
        "dnsPolicy":{"type":"string","default":"ClusterFirst"},"schedulerName":{"type":"string","default":"default-scheduler"},"nodeSelector":{"type":"object","additionalProperties":{"type":"string"}},
        "containers":{"type":"array","minItems":1,"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],"items":{"type":"object","required":["name"],"properties":{
        "name":{"type":"string","maxLength":63,"pattern":"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"},"image":{"type":"string"},"imagePullPolicy":{"type":"string","default":"IfNotPresent"},
        "args":{"type":"array","items":{"type":"string"}},"terminationMessagePath":{"type":"string","default":"/dev/termination-log"},
        "ports":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["containerPort","protocol"],"items":{"type":"object","required":["containerPort"],"properties":{
        "name":{"type":"string"},"containerPort":{"type":"integer","format":"int32","minimum":1,"maximum":65535},"protocol":{"type":"string","default":"TCP"}}}},
        "env":{"type":"array","items":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"value":{"type":"string"}}}},
        "resources":{"type":"object","properties":{"requests":QUANTITIES,"limits":QUANTITIES}}}}}}}}}}}
        """.ReplaceLineEndings("").Replace("QUANTITIES", Quantities, StringComparison.Ordinal);

    private static string Spec()
    {
        var properties = new StringBuilder("\"replicas\":{\"type\":\"integer\",\"default\":1,\"minimum\":0},\"limits\":").Append(Quantities);
        for (var part = 0; part < 8; part++)
        {
            properties.Append("""
                ,"partPART":{"type":"object","description":"Settings of part PART. They take effect when the part is started again, which the operator does when it is safe.",
                "required":["name"],"properties":{"name":{"type":"string","minLength":1,"maxLength":63,"pattern":"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$","description":"What the part is called, unique in the object."},
                "mode":{"type":"string","enum":["Fast","Safe","Manual"],"default":"Safe","description":"How careful the operator is."},
                "ports":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],"items":{"type":"object","required":["name","port"],
                "properties":{"name":{"type":"string"},"port":{"type":"integer","format":"int32","minimum":1,"maximum":65535},"protocol":{"type":"string","default":"TCP"}}}},
                "labels":{"type":"object","additionalProperties":{"type":"string"},"description":"Labels of what is made for the part."},
                "resources":{"type":"object","properties":{"requests":QUANTITIES,"limits":QUANTITIES}},
                "schedule":{"type":"object","description":"When the part is looked after.","properties":{"every":{"type":"string"},"from":{"type":"string","format":"date-time"},"notBefore":{"type":"integer"}}},
                "extra":{"type":"object","x-kubernetes-preserve-unknown-fields":true,"description":"Passed on as it is."}}}
                """.Replace("PART", $"{part}", StringComparison.Ordinal).Replace("QUANTITIES", Quantities, StringComparison.Ordinal));
        }

        return $$"""
            {"type":"object","description":"What is wanted.","properties":{{{properties}}},
            "x-kubernetes-validations":[{"rule":"self.replicas <= 100","message":"at most 100"},{"rule":"!has(self.part0) || self.part0.mode != 'Manual' || self.replicas > 0"}]}
            """.ReplaceLineEndings("");
    }

    private static string Definition(string group, string kind, string plural, string spec) => """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"PLURAL.GROUP"},
        "spec":{"group":"GROUP","scope":"Namespaced","names":{"plural":"PLURAL","singular":"SINGULAR","kind":"KIND","listKind":"KINDList"},
        "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
        "additionalPrinterColumns":[{"name":"Replicas","type":"integer","jsonPath":".spec.replicas"},{"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"}],
        "schema":{"openAPIV3Schema":{"type":"object","properties":{"apiVersion":{"type":"string"},"kind":{"type":"string"},"metadata":{"type":"object"},"spec":SPEC,
        "status":{"type":"object","properties":{"ready":{"type":"integer"},"conditions":{"type":"array","items":{"type":"object","properties":{"type":{"type":"string"},"status":{"type":"string"},
        "reason":{"type":"string"},"message":{"type":"string"},"lastTransitionTime":{"type":"string","format":"date-time"}}}}}}}}}}]}}
        """.ReplaceLineEndings("").Replace("GROUP", group, StringComparison.Ordinal).Replace("PLURAL", plural, StringComparison.Ordinal).Replace("KIND", kind, StringComparison.Ordinal)
            .Replace("SINGULAR", kind.ToLowerInvariant(), StringComparison.Ordinal).Replace("SPEC", spec, StringComparison.Ordinal);
}
