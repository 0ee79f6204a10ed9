using System.Text;

namespace Kube.Benchmarks.Api;

/// <summary>The pods of the benchmark: served at about 4.1 KB each, as in the figures of design §8 (10,000 of them are 41 MB).</summary>
internal static class BenchmarkPods
{
    public const string Namespace = "bench";
    public const int ListLength = 10_000;
    public const int ServedBytes = 4_100;

    public static string Path(string name) => $"/api/v1/namespaces/{Namespace}/pods/{name}";

    public static string Collection => $"/api/v1/namespaces/{Namespace}/pods";

    /// <summary>A web server's pod with environment, probes, resources and one sidecar.</summary>
    public static string Json(string name) => $$$$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{{name}}}}","labels":{"app":"web","tier":"front","pod-template-hash":"5d89bdfbc4"},
        "annotations":{"example.com/config-checksum":"0a4d55a8d778e5022fab701977c5d840bbc486d0","example.com/owner":"team-storefront"}},
        "spec":{"serviceAccountName":"default","automountServiceAccountToken":false,"terminationGracePeriodSeconds":30,
        "containers":[{"name":"web","image":"registry.example.com/shop/web:1.27.3","args":["--port=8080","--log-level=info"],
        "ports":[{"name":"http","containerPort":8080},{"name":"metrics","containerPort":9090}],
        "env":[{"name":"POD_NAME","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}},{"name":"DATABASE_URL","value":"postgres://db.shop.svc:5432/shop"},
        {"name":"CACHE_URL","value":"redis://cache.shop.svc:6379"},{"name":"FEATURES","value":"checkout-v2,recommendations,search-suggest"}],
        "resources":{"requests":{"cpu":"100m","memory":"128Mi"},"limits":{"cpu":"500m","memory":"256Mi"}},
        "readinessProbe":{"httpGet":{"path":"/healthz","port":"http"},"periodSeconds":5},
        "livenessProbe":{"httpGet":{"path":"/healthz","port":"http"},"initialDelaySeconds":10},
        "volumeMounts":[{"name":"config","mountPath":"/etc/web"},{"name":"scratch","mountPath":"/tmp"}]},
        {"name":"proxy","image":"registry.example.com/mesh/proxy:2.4.0","args":["--upstream=127.0.0.1:8080"],
        "resources":{"requests":{"cpu":"20m","memory":"32Mi"}},"ports":[{"name":"mesh","containerPort":15001}]}],
        "volumes":[{"name":"config","configMap":{"name":"web-config"}},{"name":"scratch","emptyDir":{}}],
        "nodeSelector":{"kubernetes.io/os":"linux"}}}
        """.ReplaceLineEndings("");

    /// <summary>A patch that changes one label each time.</summary>
    public static string StrategicPatch(int turn) => $$$$"""{"metadata":{"labels":{"turn":"t{{{{turn}}}}"}}}""";

    public static byte[] Filler(int bytes) => Encoding.ASCII.GetBytes(new string('x', bytes));
}
