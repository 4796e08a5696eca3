{{- define "toolwatch.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "toolwatch.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" }}
{{- else if contains (include "toolwatch.name" .) .Release.Name }}
{{- .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "toolwatch.name" .) | trunc 50 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- /* These two never change: selectors and claim templates are immutable. */}}
{{- define "toolwatch.selectorLabels" -}}
app.kubernetes.io/name: {{ include "toolwatch.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "toolwatch.labels" -}}
{{ include "toolwatch.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "toolwatch.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end }}
{{- end }}

{{- define "toolwatch.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "toolwatch.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "toolwatch.workload" -}}
{{- if eq .Values.mode "sqlite" }}StatefulSet{{ else if eq .Values.mode "postgresql" }}{{ .Values.postgresql.workload }}{{ end }}
{{- end }}

{{- define "toolwatch.scheme" -}}
{{- if .Values.tls.enabled }}https{{ else }}http{{ end }}
{{- end }}

{{- define "toolwatch.host" -}}
{{ include "toolwatch.fullname" . }}.{{ .Release.Namespace }}.svc
{{- end }}

{{- define "toolwatch.tokensSecret" -}}
{{- if .Values.auth.existingSecret }}
{{- .Values.auth.existingSecret }}
{{- else if .Values.auth.tokens }}
{{- include "toolwatch.fullname" . }}-tokens
{{- else }}
{{- fail "Toolwatch needs tokens: set auth.existingSecret or auth.tokens, or auth.enabled=false to let everyone in" }}
{{- end }}
{{- end }}

{{- define "toolwatch.usersSecret" -}}
{{- if and .Values.users.countingKey (or .Values.users.existingSecret (not .Values.users.key)) }}
{{- fail "users.countingKey goes with users.key; with users.existingSecret it is the key users-counting-key of that Secret" }}
{{- else if .Values.users.existingSecret }}
{{- .Values.users.existingSecret }}
{{- else if .Values.users.key }}
{{- include "toolwatch.fullname" . }}-users
{{- else if eq .Values.mode "postgresql" }}
{{- fail "Replicas need the same key for users: set users.existingSecret or users.key" }}
{{- end }}
{{- end }}

{{- define "toolwatch.postgresqlSecret" -}}
{{- if .Values.postgresql.existingSecret }}
{{- .Values.postgresql.existingSecret }}
{{- else if and .Values.postgresql.username .Values.postgresql.password }}
{{- include "toolwatch.fullname" . }}-postgresql
{{- else }}
{{- fail "The database needs a user: set postgresql.existingSecret, or postgresql.username and postgresql.password" }}
{{- end }}
{{- end }}

{{- define "toolwatch.tlsSecret" -}}
{{- if .Values.tls.existingSecret }}
{{- .Values.tls.existingSecret }}
{{- else if .Values.tls.certManager.enabled }}
{{- include "toolwatch.fullname" . }}-tls
{{- else }}
{{- fail "TLS needs a certificate: set tls.existingSecret or tls.certManager.enabled" }}
{{- end }}
{{- end }}

{{- define "toolwatch.scrapeToken" -}}
{{- if .Values.serviceMonitor.token.secret }}
{{- .Values.serviceMonitor.token.secret }}
{{- else if .Values.auth.existingSecret }}
{{- fail "Prometheus needs a token: set serviceMonitor.token.secret and serviceMonitor.token.key" }}
{{- else }}
{{- $found := false }}
{{- range .Values.auth.tokens }}
{{- if and .token (eq (printf "token-%s" .name) $.Values.serviceMonitor.token.key) }}{{ $found = true }}{{ end }}
{{- end }}
{{- if not $found }}
{{- fail (printf "Prometheus needs a token: no token of auth.tokens makes the key %s; set serviceMonitor.token.secret and serviceMonitor.token.key" .Values.serviceMonitor.token.key) }}
{{- end }}
{{- include "toolwatch.tokensSecret" . }}
{{- end }}
{{- end }}

{{- /* Environment variables by name: what the chart sets, then what `settings` sets. Helm reads numbers as floats. */}}
{{- define "toolwatch.variables" -}}
{{- $variables := dict "TOOLWATCH_HOST" "0.0.0.0" "TOOLWATCH_STORE_PATH" "/var/lib/toolwatch" }}
{{- if .Values.auth.enabled }}
{{- $_ := set $variables "TOOLWATCH_AUTH_TOKEN_FILE" "/etc/toolwatch/tokens/tokens" }}
{{- else }}
{{- $_ := set $variables "TOOLWATCH_AUTH_ENABLED" "false" }}
{{- end }}
{{- if .Values.postgresql.url }}
{{- $_ := set $variables "TOOLWATCH_STORE_URL" .Values.postgresql.url }}
{{- end }}
{{- if .Values.tls.enabled }}
{{- $_ := set $variables "TOOLWATCH_TLS_CONFIGURATION_NAME" "door" }}
{{- end }}
{{- $variables = merge $variables (include "toolwatch.kafkaVariables" . | fromYaml) }}
{{- if .Values.journal.enabled }}
{{- $_ := set $variables "TOOLWATCH_JOURNAL_ENABLED" "true" }}
{{- with .Values.journal.maxSize }}
{{- $_ := set $variables "TOOLWATCH_JOURNAL_MAX_SIZE" . }}
{{- end }}
{{- end }}
{{- range $name, $value := .Values.settings }}
{{- $variable := regexReplaceAll "[^A-Z0-9]" (upper $name) "_" }}
{{- $_ := set $variables $variable (include "toolwatch.text" $value) }}
{{- end }}
{{- if eq (get $variables "TOOLWATCH_JOURNAL_ENABLED") "true" }}
{{- include "toolwatch.journalVolume" . }}
{{- end }}
{{- if get $variables "TOOLWATCH_KAFKA_BOOTSTRAP_SERVERS" }}
{{- include "toolwatch.kafkaStore" . }}
{{- end }}
{{- toYaml $variables }}
{{- end }}

{{- /* The value of a setting as text. */}}
{{- define "toolwatch.text" -}}
{{- if and (kindIs "float64" .) (eq . (floor .)) }}{{ printf "%.0f" . }}{{ else }}{{ toString . }}{{ end }}
{{- end }}

{{- define "toolwatch.kafkaVariables" -}}
{{- with .Values.kafka }}
{{- if .bootstrapServers }}
TOOLWATCH_KAFKA_BOOTSTRAP_SERVERS: {{ join "," .bootstrapServers | quote }}
{{- with .topics }}
TOOLWATCH_KAFKA_TOPICS: {{ join "," . | quote }}
{{- end }}
{{- with .group }}
TOOLWATCH_KAFKA_GROUP: {{ . | quote }}
{{- end }}
{{- if .sasl.existingSecret }}
TOOLWATCH_KAFKA_SECURITY_PROTOCOL: {{ ternary "sasl_ssl" "sasl_plaintext" .tls.enabled }}
TOOLWATCH_KAFKA_SASL_MECHANISM: {{ .sasl.mechanism }}
TOOLWATCH_KAFKA_PASSWORD_FILE: /etc/toolwatch/kafka/password
{{- with .sasl.username }}
TOOLWATCH_KAFKA_USER: {{ . | quote }}
{{- end }}
{{- else if .tls.enabled }}
TOOLWATCH_KAFKA_SECURITY_PROTOCOL: ssl
{{- end }}
{{- if and .tls.enabled (or .tls.caSecret .tls.clientSecret) }}
TOOLWATCH_KAFKA_TLS_CONFIGURATION_NAME: kafka
{{- end }}
{{- if and (or .tls.caSecret .tls.clientSecret) (not .tls.enabled) }}
{{- fail "kafka.tls.caSecret and kafka.tls.clientSecret have no effect without kafka.tls.enabled=true" }}
{{- end }}
{{- else if or .topics .group .tls.enabled .sasl.existingSecret }}
{{- fail "Nothing is read from Kafka without brokers: set kafka.bootstrapServers" }}
{{- end }}
{{- end }}
{{- end }}

{{- define "toolwatch.kafkaStore" -}}
{{- if and (eq .Values.mode "sidecar") (not .Values.postgresql.url) }}
{{- fail "Sidecars that read from Kafka have to share a store: set postgresql.url, or read with one Toolwatch that is no sidecar" }}
{{- end }}
{{- end }}

{{- define "toolwatch.journalVolume" -}}
{{- if eq .Values.mode "sidecar" }}
{{- if .Values.postgresql.url }}
{{- fail "The journal of a sidecar is gone with its pod, but not what PostgreSQL remembers of it: turn the journal off" }}
{{- end }}
{{- else if ne (include "toolwatch.workload" .) "StatefulSet" }}
{{- fail "The journal needs a volume that outlives the pod, and a Deployment has none: set postgresql.workload=StatefulSet" }}
{{- else if not .Values.persistence.enabled }}
{{- fail "The journal needs a volume that outlives the pod: set persistence.enabled=true" }}
{{- end }}
{{- end }}

{{- /* The names of the tenants of auth.tokens: Toolwatch opens tenants at its start. */}}
{{- define "toolwatch.tenants" -}}
{{- $names := list }}
{{- if and .Values.auth.enabled (not .Values.auth.existingSecret) }}
{{- range .Values.auth.tokens }}
{{- with .tenant }}{{ $names = append $names . }}{{ end }}
{{- end }}
{{- end }}
{{- $names | uniq | sortAlpha | join "," }}
{{- end }}

{{- /* A line of a properties file for each setting of a tenant. */}}
{{- define "toolwatch.tenantProperties" -}}
{{- $known := include "toolwatch.tenants" . | splitList "," }}
{{- range $tenant, $values := .Values.tenants }}
{{- if not $.Values.auth.enabled }}
{{- fail "tenants need tokens: set auth.enabled=true" }}
{{- else if and (not $.Values.auth.existingSecret) (not (has $tenant $known)) }}
{{- fail (printf "No token of auth.tokens names the tenant %s, which has settings in tenants" $tenant) }}
{{- end }}
{{- range $name, $value := $values.settings }}
{{- $key := regexReplaceAll "([\\\\ :=#!])" $name "\\$1" }}
{{- $text := include "toolwatch.text" $value | replace "\\" "\\\\" | replace "\n" "\\n" }}
toolwatch.tenants.{{ $tenant }}.{{ $key }}={{ if hasPrefix " " $text }}\{{ end }}{{ $text }}
{{- end }}
{{- end }}
{{- end }}

{{- define "toolwatch.properties" -}}
{{- if .Values.tls.enabled }}
quarkus.tls.door.key-store.pem.0.cert=/etc/toolwatch/tls/tls.crt
quarkus.tls.door.key-store.pem.0.key=/etc/toolwatch/tls/tls.key
quarkus.tls.door.reload-period=1h
{{- end }}
{{- if .Values.kafka.tls.enabled }}
{{- if .Values.kafka.tls.caSecret }}
quarkus.tls.kafka.trust-store.pem.certs=/etc/toolwatch/kafka/ca.crt
{{- end }}
{{- if .Values.kafka.tls.clientSecret }}
quarkus.tls.kafka.key-store.pem.0.cert=/etc/toolwatch/kafka/tls.crt
quarkus.tls.kafka.key-store.pem.0.key=/etc/toolwatch/kafka/tls.key
{{- end }}
{{- end }}
{{- include "toolwatch.tenantProperties" . }}
{{ .Values.properties }}
{{- end }}

{{- define "toolwatch.hasProperties" -}}
{{- if include "toolwatch.properties" . | trim }}true{{ end }}
{{- end }}

{{- /* What the volume with the Secrets for Kafka holds, by Secret. */}}
{{- define "toolwatch.kafkaSecrets" -}}
{{- with .Values.kafka }}
{{- if .bootstrapServers }}
{{- with .sasl.existingSecret }}
- secret:
    name: {{ . }}
    items:
      - key: password
        path: password
{{- end }}
{{- with .tls.caSecret }}
- secret:
    name: {{ . }}
    items:
      - key: ca.crt
        path: ca.crt
{{- end }}
{{- with .tls.clientSecret }}
- secret:
    name: {{ . }}
    items:
      - key: tls.crt
        path: tls.crt
      - key: tls.key
        path: tls.key
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- /* A pod restarts when this changes. The token file is not part of it: Toolwatch reads it again by itself. */}}
{{- define "toolwatch.checksum" -}}
{{- list (include "toolwatch.variables" .) (include "toolwatch.properties" .) .Values.users.key .Values.users.countingKey .Values.postgresql.username .Values.postgresql.password (include "toolwatch.tenants" .) | toJson | sha256sum }}
{{- end }}

{{- define "toolwatch.env" -}}
{{- with include "toolwatch.usersSecret" . }}
- name: TOOLWATCH_USERS_KEY
  valueFrom:
    secretKeyRef:
      name: {{ . }}
      key: users-key
- name: TOOLWATCH_USERS_COUNTING_KEY
  valueFrom:
    secretKeyRef:
      name: {{ . }}
      key: users-counting-key
      optional: true
{{- end }}
{{- if .Values.postgresql.url }}
- name: TOOLWATCH_STORE_USERNAME
  valueFrom:
    secretKeyRef:
      name: {{ include "toolwatch.postgresqlSecret" . }}
      key: username
- name: TOOLWATCH_STORE_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ include "toolwatch.postgresqlSecret" . }}
      key: password
{{- end }}
{{- if and .Values.kafka.bootstrapServers .Values.kafka.sasl.existingSecret (not .Values.kafka.sasl.username) }}
- name: TOOLWATCH_KAFKA_USER
  valueFrom:
    secretKeyRef:
      name: {{ .Values.kafka.sasl.existingSecret }}
      key: username
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- /* The container without its first line. Takes root, name and what the names of volumes and ports begin with. */}}
{{- define "toolwatch.containerOf" -}}
{{- $prefix := .prefix }}
{{- with .root -}}
image: {{ include "toolwatch.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
{{- with .Values.securityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
envFrom:
  - configMapRef:
      name: {{ include "toolwatch.fullname" . }}-config
  {{- with .Values.extraEnvFrom }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with include "toolwatch.env" . | trim }}
env:
  {{- . | nindent 2 }}
{{- end }}
ports:
  - name: {{ $prefix }}otlp-grpc
    containerPort: 4317
  - name: {{ $prefix }}otlp-http
    containerPort: 4318
  - name: {{ $prefix }}api
    containerPort: 8080
  - name: {{ $prefix }}metrics
    containerPort: 9464
startupProbe:
  httpGet:
    path: /q/health/started
    port: {{ $prefix }}metrics
    scheme: {{ include "toolwatch.scheme" . | upper }}
  {{- toYaml .Values.startupProbe | nindent 2 }}
livenessProbe:
  httpGet:
    path: /q/health/live
    port: {{ $prefix }}metrics
    scheme: {{ include "toolwatch.scheme" . | upper }}
  {{- toYaml .Values.livenessProbe | nindent 2 }}
readinessProbe:
  httpGet:
    path: /q/health/ready
    port: {{ $prefix }}metrics
    scheme: {{ include "toolwatch.scheme" . | upper }}
  {{- toYaml .Values.readinessProbe | nindent 2 }}
{{- if and .Values.preStopSeconds (semverCompare ">=1.30.0-0" .Capabilities.KubeVersion.Version) (ne .Values.mode "sidecar") }}
lifecycle:
  preStop:
    sleep:
      seconds: {{ .Values.preStopSeconds }}
{{- end }}
{{- with .Values.resources }}
resources:
  {{- toYaml . | nindent 2 }}
{{- end }}
volumeMounts:
  - name: {{ $prefix }}data
    mountPath: /var/lib/toolwatch
  - name: {{ $prefix }}tmp
    mountPath: /tmp
  {{- if include "toolwatch.hasProperties" . }}
  - name: {{ $prefix }}properties
    mountPath: /var/lib/toolwatch/config
    readOnly: true
  {{- end }}
  {{- if .Values.auth.enabled }}
  - name: {{ $prefix }}tokens
    mountPath: /etc/toolwatch/tokens
    readOnly: true
  {{- end }}
  {{- if .Values.tls.enabled }}
  - name: {{ $prefix }}tls
    mountPath: /etc/toolwatch/tls
    readOnly: true
  {{- end }}
  {{- if include "toolwatch.kafkaSecrets" . }}
  - name: {{ $prefix }}kafka
    mountPath: /etc/toolwatch/kafka
    readOnly: true
  {{- end }}
  {{- with .Values.extraVolumeMounts }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
{{- end }}

{{- /* All volumes but that of the store. */}}
{{- define "toolwatch.volumesOf" -}}
{{- $prefix := .prefix }}
{{- $root := .root }}
{{- with .root -}}
# SQLite's library is unpacked and loaded from here.
- name: {{ $prefix }}tmp
  emptyDir:
    medium: Memory
    sizeLimit: {{ .Values.tmp.sizeLimit }}
{{- if include "toolwatch.hasProperties" . }}
- name: {{ $prefix }}properties
  configMap:
    name: {{ include "toolwatch.fullname" . }}-properties
{{- end }}
{{- if .Values.auth.enabled }}
- name: {{ $prefix }}tokens
  secret:
    secretName: {{ include "toolwatch.tokensSecret" . }}
    defaultMode: {{ include "toolwatch.secretMode" . }}
    items:
      - key: tokens
        path: tokens
{{- end }}
{{- if .Values.tls.enabled }}
- name: {{ $prefix }}tls
  secret:
    secretName: {{ include "toolwatch.tlsSecret" . }}
    defaultMode: {{ include "toolwatch.secretMode" . }}
{{- end }}
{{- with include "toolwatch.kafkaSecrets" . | trim }}
- name: {{ $prefix }}kafka
  projected:
    defaultMode: {{ include "toolwatch.secretMode" $root }}
    sources:
      {{- . | nindent 6 }}
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}
{{- end }}

{{- /* The group of a pod that is yours is not known. No other container has these volumes. */}}
{{- define "toolwatch.secretMode" -}}
{{- ternary "0444" "0440" (eq .Values.mode "sidecar") }}
{{- end }}

{{- define "toolwatch.emptyStore" -}}
emptyDir:
  sizeLimit: {{ .Values.ephemeralStorage.sizeLimit }}
{{- end }}
