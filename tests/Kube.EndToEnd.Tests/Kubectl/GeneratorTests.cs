namespace Kube.EndToEnd.Tests.Kubectl;

/// <summary>Every generator of <c>kubectl create</c>, and what else makes or changes objects without a file.</summary>
public sealed class GeneratorTests(SharedCluster cluster) : KubectlTest(cluster)
{
    public static TheoryData<string, string, string> Generators => new()
    {
        { "clusterrole g-clusterrole --verb=get,list --resource=pods", "clusterrole.rbac.authorization.k8s.io/g-clusterrole", "{.rules[0].verbs}=[\"get\",\"list\"]" },
        { "clusterrolebinding g-clusterrolebinding --clusterrole=view --user=u --group=g", "clusterrolebinding.rbac.authorization.k8s.io/g-clusterrolebinding", "{.subjects[1].name}=g" },
        { "configmap g --from-literal=a=b", "configmap/g", "{.data.a}=b" },
        { "cronjob g --image=busybox --schedule=*/5@*@*@*@* -- date", "cronjob.batch/g", "{.spec.jobTemplate.spec.template.spec.containers[0].command[0]}=date" },
        { "deployment g --image=nginx --replicas=2 --port=80", "deployment.apps/g", "{.spec.template.spec.containers[0].ports[0].containerPort}=80" },
        { "ingress g --class=c --rule=a.example.com/x*=svc:80,tls=t", "ingress.networking.k8s.io/g", "{.spec.rules[0].http.paths[0].pathType}=Prefix" },
        { "job g --image=busybox -- date", "job.batch/g", "{.spec.completions}=1" },
        { "poddisruptionbudget g --selector=app=g --max-unavailable=50%", "poddisruptionbudget.policy/g", "{.spec.maxUnavailable}=50%" },
        { "priorityclass g-priority --value=10 --preemption-policy=Never", "priorityclass.scheduling.k8s.io/g-priority", "{.value}=10" },
        { "quota g --hard=pods=1000,cpu=1000 --scopes=BestEffort", "resourcequota/g", "" },
        { "quota g2 --hard=secrets=1000", "resourcequota/g2", "{.spec.hard.secrets}=1k" },
        { "role g --verb=get --resource=pods/log --resource-name=x", "role.rbac.authorization.k8s.io/g", "{.rules[0].resourceNames[0]}=x" },
        { "rolebinding g --role=g --serviceaccount=a:b", "rolebinding.rbac.authorization.k8s.io/g", "{.subjects[0].namespace}=a" },
        { "secret generic g --from-literal=a=b", "secret/g", "{.data.a}=Yg==" },
        { "secret docker-registry g-registry --docker-server=r.example.com --docker-username=u --docker-password=p", "secret/g-registry", "{.type}=kubernetes.io/dockerconfigjson" },
        { "service clusterip g-clusterip --tcp=80:8080", "service/g-clusterip", "{.spec.ports[0].targetPort}=8080" },
        { "service nodeport g-nodeport --tcp=80", "service/g-nodeport", "{.spec.type}=NodePort" },
        { "service loadbalancer g-loadbalancer --tcp=80", "service/g-loadbalancer", "{.spec.type}=LoadBalancer" },
        { "service externalname g-externalname --external-name=x.example.com", "service/g-externalname", "{.spec.externalName}=x.example.com" },
        { "serviceaccount g", "serviceaccount/g", "{.metadata.name}=g" },
    };

    /// <summary>Words are split at blanks; an @ is a blank within one.</summary>
    [Theory]
    [MemberData(nameof(Generators))]
    public async Task Create_ByEachGenerator_MakesTheObject(string command, string reported, string value)
    {
        var words = command.Split(' ').Select(word => word.Replace('@', ' ')).ToList();
        var made = await Kubectl(WithNamespace(["create", .. words]));
        if (value.Length == 0)
        {
            Assert.Contains("unsupported scope applied to resource", made.Refused(), StringComparison.Ordinal);
            return;
        }

        Assert.Equal($"{reported} created\n", made.Ok());
        var end = value.LastIndexOf("}=", StringComparison.Ordinal) + 1;
        var (path, expected) = (value[..end], value[(end + 1)..]);
        Assert.Equal(expected, (await Kubectl(["get", reported, "-o", $"jsonpath={path}"])).Ok());
    }

    [Fact]
    public async Task Set_OfImageEnvironmentResourcesAccountAndSubject_ChangesThem()
    {
        (await Kubectl("create deployment set --image=nginx")).Ok();
        Assert.Equal("deployment.apps/set image updated\n", (await Kubectl("set image deployment/set nginx=nginx:2")).Ok());
        Assert.Equal("deployment.apps/set env updated\n", (await Kubectl("set env deployment/set COLOUR=blue")).Ok());
        Assert.Equal("# Deployment set, container nginx\nCOLOUR=blue\n", (await Kubectl("set env deployment/set --list")).Ok());
        Assert.Equal("deployment.apps/set resource requirements updated\n", (await Kubectl("set resources deployment set --limits=cpu=200m,memory=64Mi --requests=cpu=100m")).Ok());
        Assert.Equal("deployment.apps/set serviceaccount updated\n", (await Kubectl("set serviceaccount deployment set robot")).Ok());
        Assert.Equal(
            "nginx:2 blue 200m robot",
            (await Kubectl(["get", "deployment", "set", "-o", "jsonpath={.spec.template.spec.containers[0].image} {.spec.template.spec.containers[0].env[0].value} "
                + "{.spec.template.spec.containers[0].resources.limits.cpu} {.spec.template.spec.serviceAccountName}"])).Ok());

        (await Kubectl("create rolebinding set --role=r --user=a")).Ok();
        Assert.Equal("rolebinding.rbac.authorization.k8s.io/set subjects updated\n", (await Kubectl("set subject rolebinding set --user=b --group=g")).Ok());
        Assert.Equal("a b g", (await Kubectl("get rolebinding set -o jsonpath={.subjects[*].name}")).Ok());
        (await Kubectl("create service clusterip set --tcp=80")).Ok();
        Assert.Equal("service/set selector updated\n", (await Kubectl("set selector service set app=other")).Ok());
    }

    [Fact]
    public async Task Scale_OfEveryScalableKind_ChangesItsReplicas()
    {
        const string Template = """{"metadata":{"labels":{"app":"s"}},"spec":{"containers":[{"name":"c","image":"nginx"}]}}""";
        foreach (var (kind, version, name) in new[] { ("ReplicaSet", "apps/v1", "replicaset.apps"), ("StatefulSet", "apps/v1", "statefulset.apps"), ("Deployment", "apps/v1", "deployment.apps"), ("ReplicationController", "v1", "replicationcontroller") })
        {
            var selector = kind == "ReplicationController" ? """{"app":"s"}""" : """{"matchLabels":{"app":"s"}}""";
            (await Kubectl(["create", "-f", "-"],
                $"{{\"apiVersion\":\"{version}\",\"kind\":\"{kind}\",\"metadata\":{{\"name\":\"scaled\"}},\"spec\":{{\"replicas\":1,\"selector\":{selector},\"template\":{Template}}}}}")).Ok();
            Assert.Equal($"{name}/scaled scaled\n", (await Kubectl($"scale {name}/scaled --current-replicas=1 --replicas=3")).Ok());
            Assert.Equal("3", (await Kubectl($"get {name}/scaled -o jsonpath={{.spec.replicas}}")).Ok());
            Assert.Equal("3", (await Kubectl($"get {name}/scaled --subresource=scale -o jsonpath={{.spec.replicas}}")).Ok());
            Assert.Equal("error: Expected replicas to be 1, was 3", (await Kubectl($"scale {name}/scaled --current-replicas=1 --replicas=2")).Refused());
        }
    }

    [Fact]
    public async Task Certificate_ApprovedAndDenied_SaysSo()
    {
        using var key = System.Security.Cryptography.RSA.Create(2048);
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest(
            "CN=alice", key, System.Security.Cryptography.HashAlgorithmName.SHA256, System.Security.Cryptography.RSASignaturePadding.Pkcs1);
        var pem = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(request.CreateSigningRequestPem()));
        foreach (var (name, verb, condition) in new[] { ("csr-good", "approve", "Approved"), ("csr-bad", "deny", "Denied") })
        {
            (await Kubectl(["create", "-f", "-"],
                $$$"""
                {"apiVersion":"certificates.k8s.io/v1","kind":"CertificateSigningRequest","metadata":{"name":"{{{name}}}"},
                 "spec":{"request":"{{{pem}}}","signerName":"example.com/test","usages":["client auth"]}}
                """)).Ok();
            Assert.Matches($@"(?m)^{name} +\d+s +example\.com/test +kubernetes-admin +<none> +Pending$", (await Kubectl($"get csr {name}")).Ok());
            Assert.Equal($"certificatesigningrequest.certificates.k8s.io/{name} {(verb == "deny" ? "denied" : "approved")}\n", (await Kubectl($"certificate {verb} {name}")).Ok());
            Assert.Equal($"{condition}", (await Kubectl($"get csr {name} -o jsonpath={{.status.conditions[0].type}}")).Ok());
        }
    }

    // What runs in the pod stands after two dashes; flags of kubectl stand before them.
    private IReadOnlyList<string> WithNamespace(List<string> words)
    {
        var dashes = words.IndexOf("--");
        return dashes < 0 ? words : [.. words.Take(dashes), "--namespace", Namespace, .. words.Skip(dashes), .. Array.Empty<string>()];
    }
}
